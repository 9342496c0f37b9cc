import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FileArtifactStore } from '@codecsmith/artifacts';
import { ClipRefused, importClip, MediaToolMissing, type ClipRecord, type MediaTools } from '@codecsmith/media';
import { Problem } from '../problems/problem.ts';

export interface ClipImportOptions {
  /** Undefined where this machine is to decode nothing. */
  readonly tools?: MediaTools | undefined;
  /** Cap on the decoded planes, and on the file. */
  readonly maxBytes: number;
}

/** Decodes uploaded videos as `clip add` does: in the jail, with one file and no network. */
export class ClipImports {
  /** Decoding takes a processor: one at a time, in the order in which they came. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: FileArtifactStore,
    private readonly options: ClipImportOptions,
  ) {}

  /** @throws Problem with the reason when the file is refused */
  async take(name: string, fileName: string, bytes: AsyncIterable<Uint8Array>): Promise<ClipRecord> {
    const folder = await mkdtemp(join(tmpdir(), 'codecsmith-upload-'));
    const file = join(folder, `upload${endingOf(fileName)}`);
    try {
      await pipeline(this.#capped(bytes), createWriteStream(file, { mode: 0o600 }));
      const decoded = this.#last.then(() => this.#decode(name, file));
      this.#last = decoded.catch(() => undefined);
      return await decoded;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #decode(name: string, file: string): Promise<ClipRecord> {
    const { tools, maxBytes } = this.options;
    try {
      return await importClip(file, { store: this.store, name, maxBytes, tools });
    } catch (error) {
      if (error instanceof ClipRefused) throw Problem.of(422, error.code, error.message, { field: 'file' });
      if (error instanceof MediaToolMissing) throw Problem.of(503, 'no_decoder', error.message);
      throw error;
    }
  }

  async *#capped(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const { maxBytes } = this.options;
    let count = 0;
    for await (const chunk of bytes) {
      count += chunk.length;
      if (count > maxBytes) {
        const allowed = [`at most ${maxBytes} bytes`];
        throw Problem.of(413, 'too_large', `file: more than ${maxBytes} bytes`, { field: 'file', allowed });
      }
      yield chunk;
    }
  }
}

/** The ending of a file's name, which tells ffmpeg no more than the allow-list of containers permits. */
const endingOf = (fileName: string): string => /\.[A-Za-z0-9]{1,5}$/.exec(fileName)?.[0].toLowerCase() ?? '';
