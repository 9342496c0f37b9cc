import { execFile } from 'node:child_process';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** What every home would prepare anew, between the suites of this checkout. Its owner alone reaches it. */
const PREPARED = fileURLToPath(new URL('../../../../node_modules/.cache/codecsmith-jail', import.meta.url));
/** Suites differ in what they give their guests, so several of a kind are in use. */
const KEPT_OF_A_KIND = 6;
/** Each is named by what is in it, and nothing writes to it once it has its name. */
const FINISHED = /^(guest|node|image)-[0-9a-f-]+$/;
const run = promisify(execFile);

const ownUid = process.getuid?.() ?? -1;

/** Second names for what is there; where the file systems differ, or nothing is there, the home prepares its own. */
export async function takePrepared(home: string): Promise<void> {
  const names = await readdir(PREPARED).catch(() => []);
  for (const name of names.filter((each) => FINISHED.test(each)))
    await run('cp', ['-al', join(PREPARED, name), join(home, name)]).catch(() =>
      rm(join(home, name), { recursive: true, force: true }),
    );
}

/**
 * Keeps what a home prepared for the next ones, the newest of each kind. A home in which others could write, and files
 * of other users, are not believed.
 */
export async function keepPrepared(home: string): Promise<void> {
  if (((await stat(home)).mode & 0o022) !== 0) return;
  await mkdir(PREPARED, { recursive: true, mode: 0o700 });
  for (const name of (await readdir(home)).filter((each) => FINISHED.test(each))) {
    const known = await readdir(PREPARED);
    if (known.includes(name) || (await stat(join(home, name))).uid !== ownUid) continue;
    await rename(join(home, name), join(PREPARED, name)).catch(() => undefined); // another file system, or another was faster
    await dropOld(known.filter((each) => each.startsWith(name.slice(0, name.indexOf('-') + 1))));
  }
}

async function dropOld(names: readonly string[]): Promise<void> {
  const aged = await Promise.all(names.map(async (name) => ({ name, at: await ageOf(name) })));
  for (const { name } of aged.sort((one, other) => other.at - one.at).slice(KEPT_OF_A_KIND - 1))
    await rm(join(PREPARED, name), { recursive: true, force: true });
}

const ageOf = (name: string): Promise<number> =>
  stat(join(PREPARED, name)).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
