import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Start of a process in clock ticks after boot: with its pid it names a process for good. Undefined when it is gone. */
async function startTime(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}

/** Makes a private folder for this process's runs, and removes those of processes that are gone. */
export async function openWorkFolder(home: string): Promise<string> {
  const parent = join(home, 'work');
  await mkdir(parent, { recursive: true, mode: 0o700 });
  for (const name of await readdir(parent)) {
    const [, pid, started] = /^jail-(\d+)-(\d+)-\d+$/.exec(name) ?? [];
    if (pid === undefined || (await startTime(Number(pid))) === started) continue;
    await rm(join(parent, name), { recursive: true, force: true });
  }
  opened += 1;
  const folder = join(parent, `jail-${process.pid}-${await startTime(process.pid)}-${opened}`);
  await mkdir(folder, { mode: 0o700 });
  return folder;
}

/** Jails that this process has opened: each has a folder of its own. */
let opened = 0;
