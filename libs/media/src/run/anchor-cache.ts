import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnchorRun } from './measure-anchor.ts';

/** Measured anchor points by `anchorKey`. */
export interface AnchorCache {
  get(key: string): Promise<AnchorRun | undefined>;
  set(key: string, run: AnchorRun): Promise<void>;
}

/** One JSON file a point. Without the folder the points are measured again: nothing else refers to it. */
export class FileAnchorCache implements AnchorCache {
  constructor(readonly folder: string) {}

  async get(key: string): Promise<AnchorRun | undefined> {
    const text = await readFile(this.#path(key), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    return text === undefined ? undefined : (JSON.parse(text) as AnchorRun);
  }

  async set(key: string, run: AnchorRun): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const temporary = `${this.#path(key)}.${randomUUID()}`;
    await writeFile(temporary, `${JSON.stringify(run)}\n`);
    await rename(temporary, this.#path(key));
  }

  #path(key: string): string {
    if (!/^[0-9a-f]{64}$/.test(key)) throw new RangeError(`key ${key} is not a sha256`);
    return join(this.folder, `${key}.json`);
  }
}
