import { chmod, mkdir, readdir } from 'node:fs/promises';
import { dirname, join, normalize, relative } from 'node:path';
import { labLayout } from '@codecsmith/platform';

/** Below the home: what was paid for or took long, and is in no fact. */
const KEPT = ['anchors', 'generator'] as const;
/** Who may use the lab, and endpoints of models, which may hold keys. */
const SECRET = ['tokens.json', 'token', 'executor.token', 'endpoints.json'] as const;

/** Paths, below the home, of the files that go into a backup. */
export async function filesOf(home: string, tokens: boolean): Promise<string[]> {
  const names = [...KEPT, ...(tokens ? SECRET : [])];
  return (await Promise.all(names.map((name) => below(home, join(home, name))))).flat().sort();
}

/**
 * Where a file of a backup goes.
 *
 * @throws Error for a path that no backup has
 */
export async function placeOf(home: string, name: string): Promise<string> {
  const [first] = name.split('/');
  const isKnown = [...KEPT, ...SECRET].some((known) => known === first) && normalize(name) === name;
  if (!isKnown) throw new Error(`the file "${name}" belongs to no lab`);
  const path = join(labLayout(home).home, name);
  await mkdir(dirname(path), { recursive: true });
  if (dirname(path) !== home) await chmod(dirname(path), 0o700);
  return path;
}

async function below(home: string, path: string): Promise<string[]> {
  const found = await readdir(path, { recursive: true, withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (found === undefined) return [relative(home, path)];
  return found.filter((entry) => entry.isFile()).map(({ parentPath, name }) => relative(home, join(parentPath, name)));
}
