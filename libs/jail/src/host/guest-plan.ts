import { existsSync } from 'node:fs';
import { release } from 'node:os';
import { basename, dirname } from 'node:path';
import type { Language, Track } from '@codecsmith/codec';
import type { GpuGrant } from '../gpu/gpu-grant.ts';
import { bubblewrapArguments, type Mount, type PrivateRoot, type SharedRoot } from '../policy/bubblewrap.ts';
import type { Closure } from '../policy/closure.ts';
import { guestEnvironment } from '../policy/environment.ts';
import { MIB, type Limits } from '../policy/limits.ts';
import { ociBundle, sandboxArguments } from '../policy/oci-bundle.ts';
import { stageJavaScript, stageOne, stageTwo } from '../policy/seccomp/filters.ts';
import type { TierChoice } from '../policy/tier.ts';
import type { Image } from './closure-image.ts';
import type { GuestFiles } from './home.ts';
import type { MachineReport } from './machine.ts';
import { BUBBLEWRAP, RUNSC } from './options.ts';

/** What a warm guest is warm for. Two jobs of the same kind can use the same guests. */
export interface GuestKind {
  readonly language: Language;
  readonly track: Track;
  readonly preload: readonly string[];
  readonly tmpBytes: number;
  readonly startMs: number;
  /** For linear algebra. */
  readonly threads: number;
  readonly gpu: GpuGrant | null;
}

export const kindKey = (kind: GuestKind): string => JSON.stringify(kind);

/** Where guests find the lab's files inside a namespace. */
const INSIDE = { guests: '/lab/guests', packages: '/lab/packages', node: '/usr/bin/node' };
/** Where the loader looks without being told (glibc: the machine's own multiarch folder, then these). */
const DEFAULT_LIBRARY_FOLDERS = /^(\/usr)?\/lib(64)?(\/[^/]+-linux-gnu)?$/;
/** Files and folders every program may read where the host's tree shows through. */
const DEVICES = ['/dev/null', '/dev/zero', '/dev/urandom', '/dev/random'];
/** Landlock can keep signals inside a guest from this version on. */
const SIGNAL_SCOPE = 6;
/** bubblewrap's own processes, in the same control group. */
const OWN_PIDS = 4;
/** What gVisor's own kernel and file server take in the same control group. */
const SANDBOX_MEMORY_BYTES = 256 * MIB;
const SANDBOX_THREADS = 128;

export interface PlanContext {
  readonly machine: MachineReport;
  readonly choice: TierChoice;
  readonly files: GuestFiles;
  readonly closure: Closure;
  /** What each guest's own file system is made from; null to share the host's files. */
  readonly image: Image | null;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const isDirect = ({ choice }: PlanContext): boolean => choice.tier === 'C' || choice.tier === 'unsafe';

function libraryFolders({ files }: Closure): string[] {
  const folders = new Set(files.map(({ target }) => dirname(target)));
  return [...folders].filter((folder) => folder !== '/usr/bin' && !DEFAULT_LIBRARY_FOLDERS.test(folder));
}

interface Places {
  readonly interpreter: string;
  readonly guests: string;
  readonly packages: string;
}

const PYTHON_FLAGS = ['-S', '-s', '-P', '-B'];
/** isolated-vm demands no snapshot; one helper thread keeps processor time near what the candidate itself uses. */
const NODE_FLAGS = ['--no-node-snapshot', '--v8-pool-size=1', '--no-warnings'];

const command = (language: Language, { interpreter, guests }: Places): string[] =>
  language === 'python'
    ? [interpreter, ...PYTHON_FLAGS, `${guests}/python/guest.py`]
    : [interpreter, ...NODE_FLAGS, `${guests}/javascript/guest.mjs`];

/** What can be imported from outside the standard library: names of folders and files, without their endings. */
const packageNames = (closure: Closure): string[] =>
  closure.folders
    .filter((path) => closure.path.includes(dirname(path)))
    .map((path) => basename(path).split('.')[0] ?? '');

interface LastWalls {
  readonly landlock: object | null;
  readonly filter: Parameters<typeof stageTwo>[1];
}

/** What the guest is told before it is ready. Node cannot put up walls of its own. */
function setup({ closure, machine }: PlanContext, kind: GuestKind, { packages }: Places, walls: LastWalls): object {
  if (kind.language === 'javascript') return { packages };
  const filter = { ...walls.filter, devices: kind.gpu !== null };
  return {
    packages: [...packageNames(closure), 'codeckit'],
    path: [...closure.path, packages],
    preload: ['numpy', ...kind.preload],
    landlock: walls.landlock,
    filter: hex(stageTwo(machine.arch, filter)),
  };
}

/** The closure, with the interpreter where it lies inside. */
function insideView({ closure }: PlanContext, { interpreter }: Places): { readonly closure: Closure } {
  const atPlace = ({ target, source }: Closure['files'][number]) => ({
    source,
    target: target === closure.interpreter ? interpreter : target,
  });
  return { closure: { ...closure, files: closure.files.map(atPlace) } };
}

const environmentOf = ({ threads, gpu }: GuestKind, folders: readonly string[]) =>
  guestEnvironment(folders, { threads, gpu: gpu?.uuid ?? null });

const labMounts = (files: GuestFiles): readonly Mount[] => [
  { source: files.guests, target: INSIDE.guests },
  { source: files.packages, target: INSIDE.packages },
];

/** Files of `/proc` beside its own that a guest may read. What the whole host does is not among them. */
const READ_OF_PROC = ['/proc/self', '/proc/cpuinfo'];

/** What CUDA reads of `/proc` beside that: the driver's settings, and the numbers of its devices. */
const READ_FOR_GPU = ['/proc/driver/nvidia', '/proc/devices'];

/** Top folders of the root that may be read. */
function readableFolders({ closure, choice }: PlanContext, { gpu }: GuestKind): string[] {
  const inside = [...closure.folders, ...closure.files.map(({ target }) => target), INSIDE.guests];
  const tops = new Set(inside.map((path) => `/${path.split('/')[1]}`));
  const ofGpu = gpu === null ? [] : READ_FOR_GPU.filter((path) => existsSync(path));
  return [...tops, '/dev', ...(choice.proc ? [...READ_OF_PROC, ...ofGpu] : [])];
}

/** What bubblewrap shows as the root, and what the supervisor does first to have it. */
function rootOf(
  context: PlanContext,
  places: Places,
): { readonly root: SharedRoot | PrivateRoot; readonly private_root: object | null } {
  const { files, image } = context;
  if (image === null) return { root: { ...insideView(context, places), mounts: labMounts(files) }, private_root: null };
  return { root: { folder: files.root }, private_root: { ...image, root: files.root } };
}

/** With namespaces: a root of its own, and inside it Landlock once more (it also closes /proc/1/mem). */
function namespacePlan(context: PlanContext, kind: GuestKind): object {
  const { closure, machine, choice } = context;
  const isPython = kind.language === 'python';
  const places = { ...INSIDE, interpreter: isPython ? closure.interpreter : INSIDE.node };
  const { root, private_root } = rootOf(context, places);
  const wrapping = bubblewrapArguments({
    root,
    environment: environmentOf(kind, libraryFolders(closure)),
    tmpBytes: kind.tmpBytes,
    proc: choice.proc,
    devices: kind.gpu?.devices ?? [],
  });
  const devices = (kind.gpu?.devices ?? []).map(({ target }) => target);
  const walls = { read: readableFolders(context, kind), listed: [], write: ['/tmp', '/dev/null', ...devices] };
  const landlock = machine.capabilities.landlock > 0 ? walls : null;
  return {
    mode: 'bubblewrap',
    private_root,
    argv: [BUBBLEWRAP, ...wrapping, ...command(kind.language, places)],
    environment: {},
    landlock: null,
    filter: hex(isPython ? stageOne(machine.arch) : stageJavaScript(machine.arch, { signals: true, writes: true })),
    setup: setup(context, kind, places, { landlock, filter: { signals: true, writes: true } }),
  };
}

/** In gVisor: the same root, before a kernel of its own. */
function sandboxPlan(context: PlanContext, kind: GuestKind): object {
  const { closure, files, machine } = context;
  const places = { ...INSIDE, interpreter: kind.language === 'python' ? closure.interpreter : INSIDE.node };
  const bundle = ociBundle({
    ...insideView(context, places),
    mounts: labMounts(files),
    environment: environmentOf(kind, libraryFolders(closure)),
    command: [...command(kind.language, places), 'over-pipes'],
    tmpBytes: kind.tmpBytes,
  });
  return {
    mode: 'gvisor',
    argv: sandboxArguments(RUNSC),
    environment: {},
    landlock: null,
    filter: '',
    rooms: machine.rooms,
    bundle,
    sandbox: { memory_bytes: SANDBOX_MEMORY_BYTES, pids: SANDBOX_THREADS },
    setup: setup(context, kind, places, { landlock: null, filter: { signals: true, writes: true } }),
  };
}

/** Without namespaces: the host's tree, of which Landlock leaves the closure. Nothing is writable. */
function directPlan(context: PlanContext, kind: GuestKind): object {
  const { closure, files, machine, choice } = context;
  const places = { ...files, interpreter: closure.interpreter };
  const sources = closure.files.map(({ source }) => source);
  const read = [...closure.entries, ...sources, files.guests, files.packages, ...DEVICES];
  const devices = (kind.gpu?.devices ?? []).map(({ source }) => source);
  const walls = { read, listed: [...closure.folders, ...closure.path], write: devices };
  const filter = { signals: choice.tier === 'C' && machine.capabilities.landlock >= SIGNAL_SCOPE, writes: false };
  return {
    mode: 'direct',
    argv: command(kind.language, places),
    environment: environmentOf(kind, []),
    landlock: choice.tier === 'C' ? walls : null,
    filter: hex(kind.language === 'python' ? stageOne(machine.arch) : stageJavaScript(machine.arch, filter)),
    setup: setup(context, kind, places, { landlock: null, filter }),
  };
}

function plan(context: PlanContext, kind: GuestKind): object {
  if (context.choice.tier === 'strict') return sandboxPlan(context, kind);
  return isDirect(context) ? directPlan(context, kind) : namespacePlan(context, kind);
}

/** Everything the supervisor needs to start a guest of this kind (see supervisor/launch.py). */
export function guestPlan(
  context: PlanContext,
  kind: GuestKind,
  limits: Pick<Limits, 'memoryBytes' | 'pids' | 'cores'>,
): object {
  const { machine, choice } = context;
  const isSandbox = choice.tier === 'strict';
  const group = {
    owner: machine.owner,
    memory_bytes: limits.memoryBytes + (isSandbox ? SANDBOX_MEMORY_BYTES : 0),
    pids: limits.pids + (isSandbox ? SANDBOX_THREADS : OWN_PIDS),
    cores: limits.cores,
  };
  return {
    ...plan(context, kind),
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

export const groupPids = (limits: Limits): number => limits.pids + OWN_PIDS;
