import { readdir, readFile } from 'node:fs/promises';
import type { Lab } from '@codecsmith/test-journeys';

/** What a part of a lab uses: the process that the lab started, and those below it that are no part of their own. */
interface PartUse {
  /** Processor time since it began, that of children which have ended included. */
  readonly cpuMs: number;
  /** Its share of resident memory: a page of several processes counts once in all. */
  readonly memoryBytes: number;
}

const TICK_MS = 10;
/** The executor's children are jails: their supervisors, bubblewrap and the guests. */
const CHILDREN: Readonly<Record<string, string>> = { executor: 'jails' };

interface SeenProcess {
  readonly pid: number;
  readonly parent: number;
  readonly ownMs: number;
  readonly endedChildrenMs: number;
  readonly memoryBytes: number;
}

/** Every part of a running lab by its name, and the jails by theirs. Source: proc(5). */
export async function partUses(lab: Lab): Promise<ReadonlyMap<string, PartUse>> {
  const marks = Object.entries(await lab.processes());
  const names = new Map(marks.map(([name, { pid }]) => [pid, name]));
  const seen = await allProcesses();
  const parents = new Map(seen.map(({ pid, parent }) => [pid, parent]));
  const uses = new Map<string, PartUse>();
  const add = (name: string, cpuMs: number, memoryBytes: number): void => {
    const before = uses.get(name) ?? { cpuMs: 0, memoryBytes: 0 };
    uses.set(name, { cpuMs: before.cpuMs + cpuMs, memoryBytes: before.memoryBytes + memoryBytes });
  };
  for (const one of seen) {
    const part = nearest(one.pid, names, parents);
    if (part === undefined) continue;
    const below = CHILDREN[part] ?? part;
    add(names.has(one.pid) ? part : below, one.ownMs, one.memoryBytes);
    add(below, one.endedChildrenMs, 0);
  }
  return uses;
}

/** Milliseconds of processor time of each part between two looks. */
export const cpuBetween = (
  before: ReadonlyMap<string, PartUse>,
  after: ReadonlyMap<string, PartUse>,
): ReadonlyMap<string, number> =>
  new Map([...after].map(([name, { cpuMs }]) => [name, Math.max(0, cpuMs - (before.get(name)?.cpuMs ?? 0))]));

function nearest(
  pid: number,
  names: ReadonlyMap<number, string>,
  parents: ReadonlyMap<number, number>,
): string | undefined {
  for (let at: number | undefined = pid; at !== undefined && at !== 0; at = parents.get(at)) {
    const name = names.get(at);
    if (name !== undefined) return name;
  }
  return undefined;
}

async function allProcesses(): Promise<SeenProcess[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  return (await Promise.all(pids.map(seenProcess))).filter((one) => one !== undefined);
}

/** Undefined when it went while we looked. */
async function seenProcess(pid: number): Promise<SeenProcess | undefined> {
  const read = (name: string): Promise<string> => readFile(`/proc/${pid}/${name}`, 'latin1').catch(() => '');
  const [statistics, memory] = [await read('stat'), await read('smaps_rollup')];
  if (statistics === '') return undefined;
  // The command's name, field 2, may hold spaces. Parent is field 4; utime, stime, cutime and cstime are 14 to 17.
  const fields = statistics.slice(statistics.lastIndexOf(')') + 2).split(' ');
  const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15).map(Number);
  return {
    ...{ pid, parent: Number(fields[1]) },
    ownMs: (user + system) * TICK_MS,
    endedChildrenMs: (childUser + childSystem) * TICK_MS,
    memoryBytes: Number(/^Pss:\s+(\d+)/m.exec(memory)?.[1] ?? 0) * 1024,
  };
}
