import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const run = promisify(execFile);

const eslintOutput = z.array(
  z.object({
    filePath: z.string(),
    messages: z.array(z.object({ ruleId: z.string().nullable(), message: z.string() })),
  }),
);

/** One project of the small house: its tags and one source file. */
export interface SmallProject {
  readonly tags: readonly string[];
  readonly file?: string;
  readonly source: string;
  /** Further files: path below the project, and content. */
  readonly more?: Readonly<Record<string, string>>;
}

/** What lint said about a project's source file: `rule: message`. */
export type Complaints = Readonly<Record<string, readonly string[]>>;

/**
 * Builds a workspace of a few tiny projects (`libs/x` is the package `@small/x`) under this repository's own lint
 * configuration, and returns what lint says of each. So a rule that silently does nothing is noticed.
 */
export async function lintSmallHouse(projects: Readonly<Record<string, SmallProject>>): Promise<Complaints> {
  const house = await mkdtemp(join(tmpdir(), 'small-house-'));
  try {
    await furnish(house, projects);
    const env = { ...process.env, NX_DAEMON: 'false', NX_WORKSPACE_ROOT_PATH: house };
    const options = { cwd: house, env, maxBuffer: 2 ** 24 };
    await run(process.execPath, ['node_modules/.bin/nx', 'show', 'projects'], options);
    const lint = run(process.execPath, ['node_modules/.bin/eslint', '--format=json', '.'], options);
    const { stdout } = await lint.catch((error: { code?: number; stdout: string; stderr: string }) => {
      if (error.code !== 1) throw new Error(`eslint did not run: ${error.stderr}`);
      return error;
    });
    return complaintsByProject(house, eslintOutput.parse(JSON.parse(stdout)));
  } finally {
    await rm(house, { recursive: true });
  }
}

async function furnish(house: string, projects: Readonly<Record<string, SmallProject>>): Promise<void> {
  const put = async (path: string, content: string | object): Promise<void> => {
    await mkdir(dirname(join(house, path)), { recursive: true });
    await writeFile(join(house, path), typeof content === 'string' ? content : JSON.stringify(content));
  };
  await symlink(join(ROOT, 'node_modules'), join(house, 'node_modules'));
  for (const name of ['eslint.config.mjs', 'nx.json', 'tsconfig.base.json']) {
    await copyFile(join(ROOT, name), join(house, name));
  }
  await put('package.json', { name: 'small-house', private: true, type: 'module', workspaces: ['apps/*', 'libs/*'] });
  for (const [folder, { tags, file = 'src/index.ts', source, more = {} }] of Object.entries(projects)) {
    await put(`${folder}/package.json`, {
      name: folder.replace(/^[a-z]+/, '@small'),
      version: '1.0.0',
      type: 'module',
      exports: { '.': './src/index.ts' },
      scripts: { lint: 'eslint .' },
      nx: { tags },
    });
    await put(`${folder}/tsconfig.json`, { extends: '../../tsconfig.base.json', include: ['src'] });
    await put(`${folder}/${file}`, source);
    for (const [path, content] of Object.entries(more)) await put(`${folder}/${path}`, content);
  }
}

function complaintsByProject(house: string, results: z.infer<typeof eslintOutput>): Complaints {
  const found: Record<string, string[]> = {};
  for (const { filePath, messages } of results.filter((result) => result.messages.length > 0)) {
    const project = filePath
      .slice(house.length + 1)
      .split('/', 2)
      .join('/');
    const lines = messages.map((message) => `${message.ruleId ?? 'fatal'}: ${message.message}`);
    found[project] = [...(found[project] ?? []), ...lines];
  }
  return found;
}
