import { readFile } from 'node:fs/promises';
import { readStream, type CodedStream } from '@codecsmith/container';
import type { Codec } from '@codecsmith/transcode';
import { usageError } from '../exit-code.ts';
import { commandErrorOf } from './bench.ts';
import { codecByDigest, resolveCodec } from './resolve-codec.ts';

/** @throws CommandError where there is no such file, or it is no whole stream */
export async function readStreamFile(path: string): Promise<CodedStream> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw usageError(`IN: "${path}" cannot be read (${error.code})`, { field: 'IN' });
  });
  try {
    return readStream(bytes);
  } catch (error) {
    throw commandErrorOf(error);
  }
}

/** The codec that a person names for a stream, or the one that wrote it on this machine. */
export const streamCodec = (stream: CodedStream, reference: string | undefined): Promise<Codec> =>
  reference === undefined ? codecByDigest(stream.head.codec) : resolveCodec(reference);
