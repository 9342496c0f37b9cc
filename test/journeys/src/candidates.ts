import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BASE = fileURLToPath(new URL('../codecs/base.py', import.meta.url));

/** Writes a variant of the base codec into a folder and returns its path. */
export async function variant(folder: string, name: string, change: (code: string) => string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, change(await readFile(BASE, 'utf8')));
  return path;
}

/** Fails loudly when the base no longer holds what a variant wants to replace. */
export function replace(code: string, from: string, to: string): string {
  if (!code.includes(from)) throw new Error(`the base codec has no ${JSON.stringify(from)}`);
  return code.replace(from, to);
}

/** A codec that takes four seconds over its first frame: long enough to be killed meanwhile. */
export const slow = (code: string) =>
  replace(code, '    step =', '    if frame_index == 0:\n        __import__("time").sleep(4)\n    step =');
