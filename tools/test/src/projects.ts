import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** The command line names something that is not there. */
export class UsageError extends Error {}

/** One project of the workspace, as far as testing it goes. */
export interface TestedProject {
  /** Package name, which is its name for Nx. */
  readonly name: string;
  /** Folder relative to the workspace, such as `libs/jail`. */
  readonly folder: string;
}

const manifest = z.object({ name: z.string() });

/** Every project of the workspace that has sources. */
export async function findProjects(root: string): Promise<TestedProject[]> {
  const found: TestedProject[] = [];
  for await (const path of glob('{apps,libs,test,tools}/*/package.json', { cwd: root })) {
    const { name } = manifest.parse(JSON.parse(await readFile(join(root, path), 'utf8')));
    const folder = path.slice(0, -'/package.json'.length);
    if (existsSync(join(root, folder, 'src'))) found.push({ name, folder });
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
    throw new UsageError(`no project is called "${name}". There are: ${allowed.join(', ')}`);
  }
  return all.filter((project) => wanted.some((name) => matches(project, name)));
}
