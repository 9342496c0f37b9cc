import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const KEPT = join(ROOT, 'node_modules/.cache/codecsmith-anchors');
/** The program that measures them: another one measures anew. */
const MEASURER = join(ROOT, 'apps/metrics/bundle/main.js');

/** Points that labs of these tests measured. Each is of an encoder and a clip, and of no lab: the next lab has it in its cache. */
async function kept(): Promise<string> {
  const program = createHash('sha256').update(await readFile(MEASURER));
  return join(KEPT, program.digest('hex').slice(0, 16));
}

export async function takeAnchors(home: string): Promise<void> {
  await copyMissing(await kept(), cacheOf(home));
}

export async function keepAnchors(home: string): Promise<void> {
  await copyMissing(cacheOf(home), await kept());
}

const cacheOf = (home: string): string => join(home, 'anchors');

/** Each appears whole: other labs read the folder meanwhile. */
async function copyMissing(from: string, to: string): Promise<void> {
  const [given, known] = await Promise.all([from, to].map((folder) => readdir(folder).catch((): string[] => [])));
  const missing = (given ?? []).filter((name) => name.endsWith('.json') && known?.includes(name) !== true);
  if (missing.length > 0) await mkdir(to, { recursive: true });
  for (const name of missing) {
    const copy = join(to, `${name}.${process.pid}`);
    await copyFile(join(from, name), copy);
    await rename(copy, join(to, name));
  }
}
