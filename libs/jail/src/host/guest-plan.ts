import { release } from 'node:os';
import { dirname } from 'node:path';
import type { Language, Track } from '@codecsmith/codec';
import { bubblewrapArguments } from '../policy/bubblewrap.ts';
import type { Closure } from '../policy/closure.ts';
import { guestEnvironment } from '../policy/environment.ts';
import type { Limits } from '../policy/limits.ts';
import { stageOne, stageTwo } from '../policy/seccomp/filters.ts';
import type { TierChoice } from '../policy/tier.ts';
import type { GuestFiles } from './home.ts';
import type { MachineReport } from './machine.ts';
import { BUBBLEWRAP } from './options.ts';

/** What a warm guest is warm for. Two jobs of the same kind can use the same guests. */
export interface GuestKind {
  readonly language: Language;
  readonly track: Track;
  readonly preload: readonly string[];
  readonly tmpBytes: number;
  readonly startMs: number;
}

export const kindKey = (kind: GuestKind): string => JSON.stringify(kind);

/** Where guests find the lab's files inside a namespace. */
const INSIDE = { guest: '/lab/guest', packages: '/lab/packages' };
/** Where the loader looks without being told (glibc: the machine's own multiarch folder, then these). */
const DEFAULT_LIBRARY_FOLDERS = /^(\/usr)?\/lib(64)?(\/[^/]+-linux-gnu)?$/;
/** Files and folders every program may read where the host's tree shows through. */
const DEVICES = ['/dev/null', '/dev/zero', '/dev/urandom', '/dev/random'];
/** Landlock can keep signals inside a guest from this version on. */
const SIGNAL_SCOPE = 6;
const FILTER_ROOM_PIDS = 4;

export interface PlanContext {
  readonly machine: MachineReport;
  readonly choice: TierChoice;
  readonly files: GuestFiles;
  readonly closure: Closure;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const isDirect = ({ choice }: PlanContext): boolean => choice.tier === 'C' || choice.tier === 'unsafe';

function libraryFolders({ files }: Closure): string[] {
  const folders = new Set(files.map(({ target }) => dirname(target)));
  return [...folders].filter((folder) => folder !== '/usr/bin' && !DEFAULT_LIBRARY_FOLDERS.test(folder));
}

const pythonCommand = (interpreter: string, guest: string): string[] => [
  interpreter,
  '-S',
  '-s',
  '-P',
  '-B',
  `${guest}/guest.py`,
];

/** With namespaces: a root of its own, and inside it Landlock once more (it also closes /proc/1/mem). */
function namespacePlan(context: PlanContext, kind: GuestKind): object {
  const { closure, files, machine, choice } = context;
  const landlock = machine.capabilities.landlock > 0 ? { read: ['/'], listed: [], write: ['/tmp', '/dev/null'] } : null;
  const wrapping = bubblewrapArguments({
    closure,
    mounts: [
      { source: files.pythonGuest, target: INSIDE.guest },
      { source: files.packages, target: INSIDE.packages },
    ],
    environment: guestEnvironment(libraryFolders(closure)),
    tmpBytes: kind.tmpBytes,
    proc: choice.proc,
  });
  return {
    mode: 'bubblewrap',
    argv: [BUBBLEWRAP, ...wrapping, ...pythonCommand(closure.interpreter, INSIDE.guest)],
    environment: {},
    landlock: null,
    setup: {
      path: [...closure.path, INSIDE.packages],
      preload: ['numpy', ...kind.preload],
      landlock,
      filter: hex(stageTwo(machine.arch, { signals: true, writes: true })),
    },
  };
}

/** Without namespaces: the host's tree, of which Landlock leaves the closure. Nothing is writable. */
function directPlan(context: PlanContext, kind: GuestKind): object {
  const { closure, files, machine, choice } = context;
  const { landlock } = machine.capabilities;
  const read = [...closure.entries, ...closure.files.map(({ source }) => source), files.pythonGuest, files.packages];
  const walls = { read: [...read, ...DEVICES], listed: [...closure.folders, ...closure.path], write: [] };
  return {
    mode: 'direct',
    argv: pythonCommand(closure.interpreter, files.pythonGuest),
    environment: guestEnvironment([]),
    landlock: choice.tier === 'C' ? walls : null,
    setup: {
      path: [...closure.path, files.packages],
      preload: ['numpy', ...kind.preload],
      landlock: null,
      filter: hex(stageTwo(machine.arch, { signals: choice.tier === 'C' && landlock >= SIGNAL_SCOPE, writes: false })),
    },
  };
}

/** Everything the supervisor needs to start a guest of this kind (see supervisor/launch.py). */
export function guestPlan(
  context: PlanContext,
  kind: GuestKind,
  limits: Pick<Limits, 'memoryBytes' | 'pids' | 'cores'>,
): object {
  const { machine, choice } = context;
  const group = {
    owner: machine.owner,
    memory_bytes: limits.memoryBytes,
    pids: limits.pids + FILTER_ROOM_PIDS,
    cores: limits.cores,
  };
  return {
    ...(isDirect(context) ? directPlan(context, kind) : namespacePlan(context, kind)),
    filter: hex(stageOne(machine.arch)),
    uids: machine.uids,
    cgroup: choice.cgroup ? group : null,
    start_limit_ms: kind.startMs,
  };
}

/** Since Linux 5.14 a user namespace counts its own processes; before, all of the user's count. */
function namespacesCountThreads(): boolean {
  const [major = 0, minor = 0] = release().split('.').map(Number);
  return major > 5 || (major === 5 && minor >= 14);
}

export const countsThreads = (context: PlanContext): boolean =>
  context.machine.uids !== null || (!isDirect(context) && namespacesCountThreads());

export const groupPids = (limits: Limits): number => limits.pids + FILTER_ROOM_PIDS;
