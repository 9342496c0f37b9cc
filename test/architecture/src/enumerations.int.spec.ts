import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** Where each list of words is written; every other place derives from it. */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  'libs/kernel/src/lane.ts': ['cpu', 'gpu'],
  'libs/experiment/src/anchor-mode.ts': ['all-intra', 'low-delay'],
  'libs/codec/src/contract/candidate.ts#LANGUAGES': ['python', 'javascript'],
  'libs/codec/src/contract/candidate.ts#TRACKS': ['pure', 'open'],
  'libs/experiment/src/sort-keys.ts': ['kbps', 'encodeMs'],
};

/** The first two words in a list or a union, in either order. */
const listOf = ([first, second]: readonly string[]): RegExp =>
  new RegExp(`['"]${first}['"]\\s*[,|]\\s*['"]${second}['"]|['"]${second}['"]\\s*[,|]\\s*['"]${first}['"]`, 'u');

async function sources(): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const exclude = (path: string): boolean => /node_modules|dist/u.test(path);
  for await (const path of glob('{apps,libs}/*/src/**/*.{ts,tsx}', { cwd: ROOT, exclude })) {
    if (/\.(spec|testing)\.tsx?$|\/testing\//u.test(path)) continue;
    found.set(path, await readFile(join(ROOT, path), 'utf8'));
  }
  return found;
}

describe('each list of words', () => {
  it('is found by its pattern', () => {
    expect(listOf(['cpu', 'gpu']).test("type Lane = 'cpu' | 'gpu'")).toBe(true);
    expect(listOf(['cpu', 'gpu']).test("z.enum(['gpu',\n  'cpu'])")).toBe(true);
    expect(listOf(['cpu', 'gpu']).test("lane === 'cpu' ? 'gpu' : 'cpu'")).toBe(false);
  });

  it.each(Object.entries(HOMES))('%s is the only place that says %j', async (home, words) => {
    const path = home.replace(/#.*/u, '');
    const places = [...(await sources())].filter(([, text]) => listOf(words).test(text)).map(([name]) => name);
    expect(places).toEqual([path]);
  });
});
