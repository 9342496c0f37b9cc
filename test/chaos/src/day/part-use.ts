import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { folderBytes } from '@codecsmith/platform';
import { processesBelow, type Lab } from '@codecsmith/test-journeys';

/** What a part of a lab uses at a moment. */
export interface PartUse {
  /** Memory that is its own: anonymous pages, and shared ones once. What it has mapped from files is the system's. */
  readonly memoryBytes: number;
  /** Of a service, what it keeps: objects that outlived several collections. Its own memory breathes far above that. */
  readonly keptBytes: number | undefined;
  /** Processor time since it began, that of children which have ended included. */
  readonly cpuSeconds: number;
}

const TICKS_PER_SECOND = 100;
/** Of this part each connection is a process of its own; what other parts start comes and goes. */
const MANY_PROCESSES = 'postgres';

/** Memory and processor time of each process of a lab, by its name. */
export async function partUses(lab: Lab): Promise<Record<string, PartUse>> {
  const { processes, ...supervisor } = await lab.description();
  const parts = Object.entries<Place>({ supervisor, ...processes });
  const uses = parts.map(async ([name, { pid, healthPort }]) => {
    const below = name === MANY_PROCESSES ? await processesBelow([pid]) : [];
    const all = await Promise.all([pid, ...below.map((one) => one.pid)].map(processUse));
    const sum = (of: (one: ProcessUse) => number) => all.map(of).reduce((a, b) => a + b, 0);
    const shared = Math.max(...all.map((one) => one.sharedBytes));
    const [memoryBytes, cpuSeconds] = [sum((one) => one.ownBytes) + shared, sum((one) => one.cpuSeconds)];
    return [name, { memoryBytes, cpuSeconds, keptBytes: await keptBytes(healthPort) }] as const;
  });
  return Object.fromEntries(await Promise.all(uses));
}

/** A process, and where it tells what it measures. */
interface Place {
  readonly pid: number;
  readonly healthPort?: number;
}

const OLD_SPACE = /^nodejs_heap_space_size_used_bytes\{space="old"\} (\S+)$/m;

async function keptBytes(healthPort: number | undefined): Promise<number | undefined> {
  if (healthPort === undefined) return undefined;
  const metrics = await (await fetch(`http://127.0.0.1:${healthPort}/metrics`)).text();
  return Number(OLD_SPACE.exec(metrics)?.[1] ?? 0);
}

interface ProcessUse {
  readonly ownBytes: number;
  readonly sharedBytes: number;
  readonly cpuSeconds: number;
}

/** Nothing of a process that has ended. Source: proc(5). */
async function processUse(pid: number): Promise<ProcessUse> {
  const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'latin1').catch(() => '');
  const [status, statistics] = [await read('status'), await read('stat')];
  const bytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0) * 1024;
  // utime, stime, cutime and cstime are fields 14 to 17; the command's name, field 2, may hold spaces.
  const times = statistics
    .slice(statistics.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 15)
    .map(Number);
  const ticks = times.reduce((a, b) => a + b, 0);
  return { ownBytes: bytes('RssAnon'), sharedBytes: bytes('RssShmem'), cpuSeconds: ticks / TICKS_PER_SECOND };
}

/** Recycled by Postgres up to a size of its own. */
const WAL = 'postgres/data/pg_wal';

/** What each folder of a lab's home takes on the disk, the log of Postgres's writes by itself. */
export async function folderUses(lab: Lab): Promise<Record<string, number>> {
  const names = await readdir(lab.home);
  const sizes = names.map(async (name) => {
    const path = join(lab.home, name);
    const info = await stat(path).catch(() => undefined);
    if (info === undefined) return [name, 0] as const;
    return [name, info.isDirectory() ? await folderBytes(path).catch(() => 0) : info.size] as const;
  });
  const uses = Object.fromEntries(await Promise.all(sizes));
  const wal = await folderBytes(join(lab.home, WAL)).catch(() => 0);
  const postgres = (uses['postgres'] ?? 0) - wal;
  return { ...uses, postgres, [WAL]: wal };
}
