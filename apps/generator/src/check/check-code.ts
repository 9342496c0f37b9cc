import type { Language, Track } from '@codecsmith/codec';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

export interface CodeCheck {
  readonly code: string;
  readonly language: Language;
  readonly track: Track;
}

/** Beside this file, with its ending: `.ts` from source, `.js` when built. */
const BODY = new URL(`./check-body${extname(import.meta.url)}`, import.meta.url);
const HEAP_MB = 256;
const WALL_MS = 20_000;

/**
 * Reads a draft as the sanitizer will, in a thread of its own.
 *
 * @returns every reason to refuse it, a line each, so that its author can mend it; null when there is none, and also
 *   when reading took too long: the sanitizer has the last word
 */
export async function checkCode(check: CodeCheck): Promise<string | null> {
  const worker = new Worker(BODY, { workerData: check, resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
  const { promise, resolve } = Promise.withResolvers<string>();
  const limit = setTimeout(() => resolve(''), WALL_MS);
  worker.once('message', (text: string) => resolve(text));
  worker.once('error', () => resolve(''));
  const problems = await promise;
  clearTimeout(limit);
  await worker.terminate();
  return problems === '' ? null : problems;
}
