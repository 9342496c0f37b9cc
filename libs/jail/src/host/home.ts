import { createHash } from 'node:crypto';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PYTHON_GUEST = fileURLToPath(new URL('../../guest/python', import.meta.url));

/** Folders of the lab that guests may read, lying where every uid can reach them. */
export interface GuestFiles {
  readonly pythonGuest: string;
  /** Folder to look for packages in: it holds `codeckit`, when the lab has one. */
  readonly packages: string;
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

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const notCache = (source: string): boolean => !source.includes('__pycache__');

async function copyGuest(target: string, codeckit: string | undefined): Promise<void> {
  const building = `${target}.${process.pid}`;
  await mkdir(join(building, 'packages'), { recursive: true });
  await cp(PYTHON_GUEST, join(building, 'python'), { recursive: true, filter: notCache });
  if (codeckit !== undefined) {
    await cp(codeckit, join(building, 'packages', 'codeckit'), { recursive: true, filter: notCache });
  }
  await makeReadable(building);
  await rename(building, target).catch(async (error: unknown) => {
    await rm(building, { recursive: true, force: true });
    if (!(await exists(target))) throw error; // another executor of this home was faster: same digest, same files
  });
}

/**
 * Puts the guest's files below `home`, in a folder named by their digest. A slot's uid cannot read below a private
 * home folder, so the checkout itself is of no use to a guest.
 *
 * @param codeckit folder of the Python package of that name, or undefined
 */
export async function prepareGuestFiles(home: string, codeckit: string | undefined): Promise<GuestFiles> {
  await mkdir(home, { recursive: true });
  const digest = await digestOf(codeckit === undefined ? [PYTHON_GUEST] : [PYTHON_GUEST, codeckit]);
  const folder = join(home, `guest-${digest}`);
  if (!(await exists(folder))) await copyGuest(folder, codeckit);
  return { pythonGuest: join(folder, 'python'), packages: join(folder, 'packages') };
}
