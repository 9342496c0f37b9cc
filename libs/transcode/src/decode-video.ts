import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { framesOfSegment, type CodedStream } from '@codecsmith/container';
import type { MediaTools } from '@codecsmith/media';
import type { Codec } from './codec.ts';
import type { Coder } from './coder.ts';
import { planesOfFrames, type Picture } from './picture.ts';

export interface DecodeTask {
  readonly coder: Coder;
  readonly codec: Codec;
  readonly stream: CodedStream;
  /** Folder for temporary files. */
  readonly scratch: string;
  readonly tools: MediaTools;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((doneFrames: number) => void) | undefined;
}

/** A codec that is not the one that wrote the stream, or not with the same parts. */
export class WrongCodec extends Error {
  override readonly name = 'WrongCodec';
}

/** What the frames of a stream look like. */
export const pictureOf = ({ head }: CodedStream): Picture => {
  const { width, height, fps, matrix, range } = head;
  return { width, height, fps, matrix, range };
};

/**
 * The frames of a stream as yuv420p planes, segment by segment, each decoded in a jail of its own.
 *
 * @throws WrongCodec, CodingFailed
 */
export async function* decodeVideo(task: DecodeTask): AsyncGenerator<Uint8Array> {
  const { coder, codec, stream, scratch, tools, signal } = task;
  checkCodec(codec, stream);
  const picture = pictureOf(stream);
  const [decoded, converted] = [join(scratch, 'decoded'), join(scratch, 'planes')];
  let doneFrames = 0;
  for (const [index, bitstream] of stream.segments.entries()) {
    const frames = framesOfSegment(stream.head, index);
    await coder.decode({ codec, picture, frames, seed: stream.head.seed, signal }, bitstream, decoded);
    const how = { picture, frames, color: codec.color, tools, signal };
    const planes = await planesOfFrames(decoded, converted, how);
    yield* createReadStream(planes) as AsyncIterable<Uint8Array>;
    doneFrames += frames;
    task.onProgress?.(doneFrames);
    await Promise.all([rm(decoded, { force: true }), rm(converted, { force: true })]);
  }
}

/** As {@link decodeVideo}, into a file. */
export async function decodeToPlanes(task: DecodeTask, file: string): Promise<void> {
  await pipeline(decodeVideo(task), createWriteStream(file));
}

function checkCodec({ digest, kit }: Codec, { head }: CodedStream): void {
  if (digest !== head.codec) {
    throw new WrongCodec(`the stream was written by the codec ${head.codec}, this one is ${digest}`);
  }
  if (kit === head.kit) return;
  throw new WrongCodec(
    `the stream was written with parts of codeckit that are not here (${head.kit}, here are ${kit}): decode it with the package that was exported then`,
  );
}
