import { createHash } from 'node:crypto';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** What a lab that is down has left: processes, control groups and folders of runs. Should be empty. */
export async function leftovers(home: string): Promise<string[]> {
  const found = await Promise.all([processesOf(home), groupsOf(home), foldersOf(home)]);
  return found.flat();
}

async function processesOf(home: string): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const found = await Promise.all(pids.map(async (pid) => ((await belongsTo(home, pid)) ? [`process ${pid}`] : [])));
  return found.flat();
}

/** A process works in the home, was started with it, or is called by it. */
async function belongsTo(home: string, pid: string): Promise<boolean> {
  const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'latin1').catch(() => '');
  const [cwd, environment, command] = [
    await readlink(`/proc/${pid}/cwd`).catch(() => ''),
    await read('environ'),
    await read('cmdline'),
  ];
  return cwd.startsWith(home) || environment.includes(`LAB_HOME=${home}\0`) || command.includes(home);
}

/** The groups of jails carry a hash of the folder that their lab keeps guests in. */
async function groupsOf(home: string): Promise<string[]> {
  const owner = createHash('sha256').update(join(home, 'guest')).digest('hex').slice(0, 10);
  const root = '/sys/fs/cgroup';
  const names = await readdir(root, { recursive: true }).catch(() => []);
  return names.filter((name) => name.includes(`codecsmith-${owner}-`) && !/\.[a-z_]+$/.test(name));
}

async function foldersOf(home: string): Promise<string[]> {
  const inside = (folder: string) =>
    readdir(folder).then(
      (names) => names.map((name) => join(folder, name)),
      () => [],
    );
  const temporary = (await inside(join(home, 'tmp'))).map(inside);
  const runs = ['guest/work', 'guest/rooms'].map((name) => inside(join(home, name)));
  return (await Promise.all([...temporary, ...runs])).flat();
}
