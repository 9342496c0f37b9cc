import { readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** One process for ever: a pid alone is reused, a pid with its start time (clock ticks since boot) is not. */
export interface ProcessMark {
  readonly pid: number;
  readonly startTicks: number;
}

const STARTTIME_FIELD = 22;
const STATE_FIELD = 3;

/** Reads the mark of a live process, or undefined when there is none (a zombie counts as gone). Source: proc(5), `/proc/pid/stat`. */
export async function markOf(pid: number): Promise<ProcessMark | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => undefined);
  if (stat === undefined) return undefined;
  // The command name (field 2) may hold spaces and parentheses: fields are counted from its last ')'.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[STATE_FIELD - 3];
  if (state === 'Z' || state === 'X') return undefined;
  return { pid, startTicks: Number(fields[STARTTIME_FIELD - 3]) };
}

/** True while the very process that was marked still runs. */
export async function isAlive(mark: ProcessMark): Promise<boolean> {
  return (await markOf(mark.pid))?.startTicks === mark.startTicks;
}

/** Every process whose working directory is exactly this one: how a server started by a dead parent is found again. */
export async function processesIn(directory: string): Promise<ProcessMark[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const marks = await Promise.all(
    pids.map(async (pid) => {
      const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
      return cwd === directory && pid !== process.pid ? markOf(pid) : undefined;
    }),
  );
  return marks.filter((mark) => mark !== undefined);
}

/** Sends a signal; a process that is already gone is no error. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * Ends marked processes: the gentle signal first, SIGKILL after `graceMs`.
 *
 * @returns the processes that were still there when it began
 */
export async function endProcesses(
  marks: readonly ProcessMark[],
  gentle: NodeJS.Signals,
  graceMs: number,
): Promise<ProcessMark[]> {
  const alive = await stillAlive(marks);
  for (const { pid } of alive) signal(pid, gentle);
  if (await vanish(alive, graceMs)) return alive;
  for (const { pid } of await stillAlive(alive)) signal(pid, 'SIGKILL');
  if (!(await vanish(alive, KILL_GRACE_MS))) {
    throw new Error(`processes ${alive.map(({ pid }) => pid).join(', ')} survive SIGKILL`);
  }
  return alive;
}

const KILL_GRACE_MS = 10_000;
const POLL_MS = 25;

async function stillAlive(marks: readonly ProcessMark[]): Promise<ProcessMark[]> {
  const alive = await Promise.all(marks.map(isAlive));
  return marks.filter((_, index) => alive[index]);
}

async function vanish(marks: readonly ProcessMark[], withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    if ((await stillAlive(marks)).length === 0) return true;
    if (Date.now() >= deadline) return false;
    await sleep(POLL_MS);
  }
}
