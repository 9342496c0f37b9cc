import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BASE = fileURLToPath(new URL('../codecs/base.py', import.meta.url));

/** The plainest codec that works. */
export const baseCodec = (): Promise<string> => readFile(BASE, 'utf8');

/** Writes a variant of the base codec into a folder and returns its path. */
export async function variant(folder: string, name: string, change: (code: string) => string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, change(await baseCodec()));
  return path;
}

/** Fails loudly when the base no longer holds what a variant wants to replace. */
export function replace(code: string, from: string, to: string): string {
  if (!code.includes(from)) throw new Error(`the base codec has no ${JSON.stringify(from)}`);
  return code.replace(from, to);
}

/** The start of a second thread: by it a candidate at work is known from outside (`guests.ts`). */
const SECOND_THREAD =
  '__import__("threading").Thread(target=__import__("time").sleep, args=(3600,), daemon=True).start()';

/** A codec that sleeps that long over its first frame. */
export const sleeping =
  (seconds: number) =>
  (code: string): string =>
    replace(
      code,
      '    step =',
      `    if frame_index == 0:
        ${SECOND_THREAD}
        __import__("time").sleep(${seconds})
    step =`,
    );

/**
 * A codec whose encoder never returns. The last line it prints is how long it has worked, in milliseconds of processor
 * time: what a busy machine lets it wait is not charged to it.
 */
export const endless = (code: string): string =>
  replace(
    code,
    '    step =',
    `    ${SECOND_THREAD}
    clock = __import__("time").process_time
    began = told = clock()
    while True:
        if clock() > told + 0.05:
            told = clock()
            print(round((told - began) * 1000), flush=True)
    step =`,
  );
