import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, cp, link, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { JailFault } from './supervisor.ts';

const GUESTS = fileURLToPath(new URL('../../guest', import.meta.url));
const JAVASCRIPT_PACKAGES = ['isolated-vm', 'node-gyp-build'] as const;

/** Folders of the lab that guests may read, lying where every uid can reach them. */
export interface GuestFiles {
  /** Holds a folder per language. */
  readonly guests: string;
  /** Folder to look for packages in: it holds `codeckit` and `codeckit-javascript`, when the lab has them. */
  readonly packages: string;
  /** Empty folder over which each guest's own file system is mounted, seen by that guest alone. */
  readonly root: string;
}

/** Folders of codeckit, per language. */
export interface CodecKit {
  readonly python?: string;
  readonly javascript?: string;
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('__pycache__'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function digestOf(folders: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of folders) {
    for (const file of await listFiles(folder)) {
      hash.update(`${file.slice(folder.length)}\0`).update(await readFile(file));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

async function makeReadable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644);
  }
}

/** Whether something is at a path. */
export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const notCache = (source: string): boolean => !source.includes('__pycache__');

/** Leaves out other machines' binaries, and what is only needed to build. */
const isNeededHere = (source: string): boolean =>
  notCache(source) && !/\/(src|vendor|native-example|scripts)$|\.tgz$|prebuilds\/(?!linux-)[^/]+$/.test(source);

async function copyPackages(target: string): Promise<void> {
  const require = createRequire(import.meta.url);
  for (const name of JAVASCRIPT_PACKAGES) {
    const folder = dirname(require.resolve(`${name}/package.json`));
    await cp(folder, join(target, name), { recursive: true, filter: isNeededHere });
  }
}

const COMPILE = ['-I', '-S', '-m', 'compileall', '-q', '--invalidation-mode', 'unchecked-hash'];

/**
 * A guest cannot write, and would compile its modules anew at each start, as it does where this fails: some systems keep
 * the compiler's module apart. The files never change under their name.
 */
const compile = (python: string, folders: readonly string[]): Promise<unknown> =>
  promisify(execFile)(python, [...COMPILE, ...folders]).catch(() => undefined);

async function copyGuests(target: string, { python, javascript }: CodecKit, interpreter: string): Promise<void> {
  const building = `${target}.${process.pid}`;
  const copy = (from: string, to: string): Promise<void> =>
    cp(from, join(building, to), { recursive: true, filter: notCache });
  await mkdir(join(building, 'packages'), { recursive: true });
  await copy(GUESTS, 'guests');
  await copyPackages(join(building, 'guests', 'javascript', 'node_modules'));
  if (python !== undefined) await copy(python, 'packages/codeckit');
  if (javascript !== undefined) await copy(javascript, 'packages/codeckit-javascript');
  await compile(interpreter, [join(building, 'guests', 'python'), join(building, 'packages')]);
  await makeReadable(building);
  await rename(building, target).catch(async (error: unknown) => {
    await rm(building, { recursive: true, force: true });
    if (!(await exists(target))) throw error; // another executor of this home was faster: same digest, same files
  });
}

/**
 * Refuses a folder, or a file, that a guest's uid could not reach.
 *
 * @throws JailFault naming the folder that is closed
 */
export async function checkReachable(home: string): Promise<void> {
  for (let folder = home; ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) {
      throw new JailFault(`guests cannot reach ${home}: ${folder} is not open to other users (chmod o+x)`);
    }
    if (folder === dirname(folder)) return;
  }
}

/**
 * Puts the guests' files below `home`, in a folder named by their digest. A slot's uid cannot read below a private
 * home folder, so the checkout itself is of no use to a guest.
 *
 * @param python interpreter that guests will have: where theirs is another, each of them compiles for itself
 * @throws JailFault when guests have uids of their own and `home` is closed to them
 */
export async function prepareGuestFiles(
  home: string,
  codeckit: CodecKit,
  { python, ownUids }: { readonly python: string; readonly ownUids: boolean },
): Promise<GuestFiles> {
  await mkdir(home, { recursive: true });
  if (ownUids) await checkReachable(home);
  const sources = [GUESTS, codeckit.python, codeckit.javascript].filter((folder) => folder !== undefined);
  const folder = join(home, `guest-${await digestOf(sources)}`);
  if (!(await exists(folder))) await copyGuests(folder, codeckit, python);
  const root = join(home, 'root');
  await mkdir(root, { recursive: true, mode: 0o755 });
  return { guests: join(folder, 'guests'), packages: join(folder, 'packages'), root };
}

/** A copy (or a second name) of a Node binary below `home`, where every uid can run it. */
export async function prepareNode(home: string, node: string): Promise<string> {
  const { size, mtimeMs } = await stat(node);
  const folder = join(home, `node-${size}-${Math.floor(mtimeMs)}`);
  const target = join(folder, 'node');
  if (await exists(target)) return target;
  await mkdir(folder, { recursive: true, mode: 0o755 });
  const building = `${target}.${process.pid}`;
  await link(node, building).catch(() => cp(node, building));
  if (((await stat(building)).mode & 0o005) !== 0o005) throw new JailFault(`${node} may not be run by other users`);
  await rename(building, target);
  return target;
}
