import { readdir, readFile } from 'node:fs/promises';
import { isAlive, markOf, type ProcessMark } from '@codecsmith/platform';
import type { Lab } from './lab.ts';
import { until } from './until.ts';

interface SeenProcess {
  readonly pid: number;
  readonly parent: number;
  readonly threads: number;
  readonly command: string;
}

/** One process of the machine, or undefined when it went while we looked. Source: proc(5). */
async function seenProcess(pid: number): Promise<SeenProcess | undefined> {
  const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '');
  const [status, command] = [await read('status'), await read('cmdline')];
  const number = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
  return status === '' ? undefined : { pid, parent: number('PPid'), threads: number('Threads'), command };
}

async function allProcesses(): Promise<SeenProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  return (await Promise.all(pids.map(seenProcess))).filter((one) => one !== undefined);
}

const below = (root: number, all: readonly SeenProcess[]): SeenProcess[] =>
  all.filter(({ parent }) => parent === root).flatMap((child) => [child, ...below(child.pid, all)]);

/** Processes that these have started, and those that they have started: guests, ffmpeg, backends of Postgres. */
export async function processesBelow(roots: readonly number[]): Promise<ProcessMark[]> {
  const all = await allProcesses();
  const found = roots.flatMap((root) => below(root, all));
  return (await Promise.all(found.map(({ pid }) => markOf(pid)))).filter((mark) => mark !== undefined);
}

/**
 * The guests of a lab's executor in which a candidate of `candidates.ts` is at work: it has a second thread then, which
 * no guest has that waits.
 */
export async function guestsAtWork(lab: Lab): Promise<ProcessMark[]> {
  const { executor } = await lab.processes();
  if (executor === undefined) throw new Error('the lab has no executor');
  const guests = below(executor.pid, await allProcesses()).filter(
    ({ command, threads }) => command.includes('guest.py') && threads > 1,
  );
  return (await Promise.all(guests.map(({ pid }) => markOf(pid)))).filter((mark) => mark !== undefined);
}

/** The same, as soon as there are any. */
export const guestsOnceAtWork = (lab: Lab): Promise<ProcessMark[]> =>
  until(async () => {
    const guests = await guestsAtWork(lab);
    return guests.length > 0 ? guests : undefined;
  });

/** Those that still run. */
export async function stillAlive(marks: readonly ProcessMark[]): Promise<ProcessMark[]> {
  const alive = await Promise.all(marks.map(isAlive));
  return marks.filter((_, index) => alive[index]);
}
