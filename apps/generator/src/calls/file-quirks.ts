import { readFileSync } from 'node:fs';
import { NO_QUIRKS, quirks, type Quirks, type QuirkStore } from '@codecsmith/llm';
import { z } from 'zod';
import { writeWhole } from './call-journal.ts';

const stored = z.record(z.string(), quirks);

/** What models refuse, kept across restarts. A file that cannot be read is as good as none: it is learned again. */
export class FileQuirks implements QuirkStore {
  readonly #file: string;
  readonly #known: Map<string, Quirks>;
  #written: Promise<void> = Promise.resolve();

  constructor(file: string) {
    this.#file = file;
    this.#known = new Map(Object.entries(read(file)));
  }

  get(endpoint: string, model: string): Quirks {
    return this.#known.get(`${endpoint} ${model}`) ?? NO_QUIRKS;
  }

  set(endpoint: string, model: string, learned: Quirks): void {
    this.#known.set(`${endpoint} ${model}`, learned);
    const text = JSON.stringify(Object.fromEntries(this.#known), null, 2);
    this.#written = this.#written.then(() => writeWhole(this.#file, text)).catch(() => undefined);
  }

  /** Resolves when everything that was learned is on the disk. */
  flush(): Promise<void> {
    return this.#written;
  }
}

function read(file: string): Record<string, Quirks> {
  try {
    return stored.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return {};
  }
}
