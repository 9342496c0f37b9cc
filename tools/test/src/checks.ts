import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { runQuietly, type Ended } from './processes.ts';
import type { TestedProject } from './projects.ts';

/** A step over all sources that has no tests of its own: it counts only when it fails. */
export interface Check {
  readonly name: string;
  run(): Promise<Ended>;
}

const tsconfig = z.object({
  include: z.array(z.string()),
  compilerOptions: z.record(z.string(), z.unknown()).optional(),
});

/**
 * Programs that together cover the projects: one for all that have no compiler options of their own, and one for each
 * other. A file that many projects use is then parsed and checked once, not once per project.
 *
 * @returns paths of their configurations
 */
async function programs(root: string, projects: readonly TestedProject[]): Promise<string[]> {
  const shared: string[] = [];
  const others: string[] = [];
  for (const { folder } of projects) {
    const path = join(root, folder, 'tsconfig.json');
    const { include, compilerOptions } = tsconfig.parse(JSON.parse(await readFile(path, 'utf8')));
    if (compilerOptions === undefined) shared.push(...include.map((pattern) => `../../${folder}/${pattern}`));
    else others.push(path);
  }
  if (shared.length === 0) return others;
  const together = join(root, '.nx/test/tsconfig.json');
  await mkdir(join(root, '.nx/test'), { recursive: true });
  await writeFile(together, JSON.stringify({ extends: '../../tsconfig.base.json', include: shared }));
  // Lint takes the first that holds a file: a file of a project with options of its own is seen with them.
  return [...others, together];
}

const bin = (root: string, name: string): string => join(root, 'node_modules/.bin', name);

/** Runs one after the other; all of them, so that one run shows every error. */
async function inTurn(commands: readonly (() => Promise<Ended>)[]): Promise<Ended> {
  const all: Ended[] = [];
  for (const command of commands) all.push(await command());
  return {
    exitCode: Math.max(...all.map(({ exitCode }) => exitCode)),
    output: all.map(({ output }) => output).join(''),
  };
}

/** @param whole true when the projects are the whole workspace: then files outside of projects are checked too */
export async function checksOf(root: string, projects: readonly TestedProject[], whole: boolean): Promise<Check[]> {
  const folders = whole ? ['.'] : projects.map(({ folder }) => folder);
  const configurations = await programs(root, projects);
  const lint = (): Promise<Ended> =>
    runQuietly(root, [bin(root, 'eslint'), '--no-warn-ignored', ...folders], {
      LINT_PROGRAMS: JSON.stringify(configurations),
    });
  const types = (): Promise<Ended> =>
    inTurn(configurations.map((path) => () => runQuietly(root, [bin(root, 'tsc'), '-p', path])));
  const format = (): Promise<Ended> =>
    runQuietly(root, [bin(root, 'prettier'), '--check', '--log-level=warn', ...folders]);
  // What the suites start as processes of their own. Nx builds only what changed.
  const build = (): Promise<Ended> =>
    runQuietly(root, [
      bin(root, 'nx'),
      ...['run-many', '--targets=build', '--output-style=static'],
      `--projects=${projects.map(({ name }) => name).join(',')}`,
    ]);
  const unused = (): Promise<Ended> =>
    runQuietly(root, [bin(root, 'knip'), '--tsConfig=tsconfig.unused.json', '--no-progress', '--no-config-hints']);
  return [
    { name: 'format', run: format },
    // Says nothing of a part of the workspace: what uses an export may be anywhere.
    ...(whole ? [{ name: 'unused', run: unused }] : []),
    { name: 'build', run: build },
    { name: 'types', run: types },
    { name: 'lint', run: lint },
  ];
}
