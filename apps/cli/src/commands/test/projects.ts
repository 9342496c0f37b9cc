import { existsSync } from 'node:fs';
import { glob, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { usageError } from '../../exit-code.ts';

/** One project of the workspace, as far as testing it goes. */
export interface TestedProject {
  /** Package name, which is its name for Nx. */
  readonly name: string;
  /** Folder relative to the workspace, such as `libs/jail`. */
  readonly folder: string;
  readonly hasJourneys: boolean;
}

const manifest = z.object({ name: z.string(), scripts: z.record(z.string(), z.string()).default({}) });

/** Every project below apps, libs and test that has sources. */
export async function findProjects(root: string): Promise<TestedProject[]> {
  const found: TestedProject[] = [];
  for await (const path of glob('{apps,libs,test}/*/package.json', { cwd: root })) {
    const { name, scripts } = manifest.parse(JSON.parse(await readFile(join(root, path), 'utf8')));
    const folder = path.slice(0, -'/package.json'.length);
    if (!existsSync(join(root, folder, 'src')) || scripts['test'] === undefined) continue;
    found.push({ name, folder, hasJourneys: await any(glob('src/**/*.e2e.spec.ts', { cwd: join(root, folder) })) });
  }
  return found.sort((left, right) => left.folder.localeCompare(right.folder));
}

/** The projects a person named by folder (`jail`, `libs/jail`) or package name; all of them when none is named. */
export function selectProjects(all: readonly TestedProject[], wanted: readonly string[]): TestedProject[] {
  if (wanted.length === 0) return [...all];
  const matches = (project: TestedProject, name: string): boolean =>
    project.name === name || project.folder === name || project.folder.split('/').at(-1) === name;
  for (const name of wanted) {
    if (all.some((project) => matches(project, name))) continue;
    const allowed = [...new Set(all.map((project) => project.folder))];
    throw usageError(`no project is called "${name}". There are: ${allowed.join(', ')}`, { allowed });
  }
  return all.filter((project) => wanted.some((name) => matches(project, name)));
}

/** Where a run of this target writes what Jest reports. */
export const reportPath = (root: string, project: TestedProject, target: 'test' | 'e2e'): string =>
  join(root, project.folder, 'test-results', `${target}.json`);

/** Removes earlier reports, so that a run that dies cannot be mistaken for the one before it. */
export async function removeReports(root: string, projects: readonly TestedProject[]): Promise<void> {
  for (const project of projects) {
    await rm(reportPath(root, project, 'test'), { force: true });
    await rm(reportPath(root, project, 'e2e'), { force: true });
  }
}

async function any(items: AsyncIterable<string>): Promise<boolean> {
  for await (const item of items) return item !== '';
  return false;
}
