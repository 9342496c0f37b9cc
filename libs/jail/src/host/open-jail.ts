import { rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Track } from '@codecsmith/codec';
import { OnceEach } from '@codecsmith/kernel';
import { vanished, type GpuGrant } from '../gpu/gpu-grant.ts';
import { codecLibraries, type Closure } from '../policy/closure.ts';
import type { Limits } from '../policy/limits.ts';
import type { Tier } from '../policy/tier.ts';
import { discoverClosure, discoverProgram } from './discover-closure.ts';
import { DEFAULT_PATIENCE_MS, Guest } from './guest.ts';
import type { GuestKind } from './guest-plan.ts';
import { prepareImage, type Image } from './closure-image.ts';
import { checkReachable, prepareGuestFiles, prepareNode } from './home.ts';
import type { JailJob, JailResult } from './job.ts';
import { openWorkFolder } from './work-folder.ts';
import { asFault, chooseTier, probeMachine, type MachineReport } from './machine.ts';
import { DEFAULT_PYTHON, type JailOptions } from './options.ts';
import { JailFault } from './supervisor.ts';
import { Orphans } from './orphans.ts';
import { GuestPool } from './pool.ts';

/** Packages that exist inside, by track, beside the standard library and codeckit. */
const TRACK_PACKAGES: Readonly<Record<Track, readonly string[]>> = { pure: ['numpy'], open: ['numpy', 'cv2', 'PIL'] };

export interface RunOptions {
  /** Kills the whole tree of the guest; the result is then `cancelled`. */
  readonly signal?: AbortSignal;
}

/** What of a job decides which guests can take it. */
export type WarmKind = Pick<JailJob, 'language' | 'track' | 'preload' | 'gpu' | 'threads'> & {
  readonly limits: Pick<Limits, 'tmpBytes' | 'startMs'>;
};

/** Runs candidates, one side of one run at a time each, every one in a guest of its own. */
export interface Jail {
  readonly tier: Tier;
  readonly machine: MachineReport;
  /** Never rejects for what a candidate does; the lab's own failures come as the outcome `lab_fault`. */
  run(job: JailJob, options?: RunOptions): Promise<JailResult>;
  /** Has guests of the kind that this job needs ready before it comes; resolves to the versions inside. */
  warm(kind: WarmKind): Promise<Readonly<Record<string, string>>>;
  /** Ends the waiting guests, once no job runs any more. */
  close(): Promise<void>;
}

function kindOf(job: WarmKind): GuestKind {
  const { tmpBytes, startMs } = job.limits;
  const isPython = job.language === 'python';
  const wanted = isPython ? (job.preload ?? []) : [];
  const preload = [...new Set(wanted)].filter((name) => name !== 'numpy').sort();
  const means = { threads: isPython ? (job.threads ?? 1) : 1, gpu: isPython ? (job.gpu ?? null) : null };
  return { language: job.language, track: job.track, preload, tmpBytes, startMs, ...means };
}

function checkPure(track: Track, closure: Closure): Closure {
  const codecs = track === 'pure' ? codecLibraries(closure) : [];
  if (codecs.length === 0) return closure;
  throw new Error(
    `the requested libraries load codecs, which the pure track forbids: ${codecs.slice(0, 5).join(', ')}` +
      (codecs.length > 5 ? ` and ${codecs.length - 5} more` : ''),
  );
}

async function nodeClosure(python: string, home: string, node: string): Promise<Closure> {
  return discoverProgram(python, await prepareNode(home, node), []);
}

/** With a GPU, the driver's libraries are part of it, and what they need. */
async function pythonClosure(python: string, modules: readonly string[], gpu: GpuGrant | null): Promise<Closure> {
  const closure = await discoverClosure(python, modules);
  if (gpu === null) return closure;
  const [main, ...further] = gpu.libraries.map(({ source }) => source);
  const needed = main === undefined ? [] : (await discoverProgram(python, main, further)).files;
  const known = new Set([...closure.files.map(({ target }) => target), main]);
  return {
    ...closure,
    files: [...closure.files, ...gpu.libraries, ...needed.filter(({ target }) => !known.has(target))],
  };
}

/** @throws JailFault for a Python that guests would not find: `/tmp` is their own, and other folders may be closed to them */
async function checkPlaces(paths: readonly string[], ownUids: boolean): Promise<void> {
  const hidden = paths.find((path) => path.startsWith('/tmp/'));
  if (hidden !== undefined) throw new JailFault(`guests cannot see ${hidden}: they have a /tmp of their own`);
  if (!ownUids) return;
  for (const path of paths) await checkReachable((await stat(path)).isDirectory() ? path : dirname(path));
}

/** Finds the closure of each set of packages once. */
function closureCache(
  python: string,
  { home, node }: JailOptions,
  ownUids: boolean,
): (kind: GuestKind) => Promise<Closure> {
  const known = new OnceEach<Closure>();
  return ({ language, track, preload, gpu }) => {
    const modules = language === 'python' ? [...new Set([...TRACK_PACKAGES[track], ...preload])].sort() : ['node'];
    const key = `${track} ${modules.join(' ')} ${gpu?.uuid ?? ''}`;
    const discover = (): Promise<Closure> =>
      language === 'python' ? pythonClosure(python, modules, gpu) : nodeClosure(python, home, node ?? process.execPath);
    // Not for ever where it fails: what is missing today may be installed tomorrow.
    return known.get(key, async () => {
      const closure = checkPure(track, await discover());
      if (language === 'python') await checkPlaces([closure.interpreter, ...closure.folders], ownUids);
      return closure;
    });
  };
}

const NOTHING_MEASURED = { wallMs: 0, cpuMs: 0, peakBytes: 0, frameMs: [] } as const;

/**
 * How guests of a kind get files of their own. A JavaScript candidate has no files to look at, and the driver's libraries
 * are not copied.
 */
const privateRootOf = ({ capabilities }: MachineReport, tier: Tier, { language, gpu }: GuestKind) =>
  language === 'python' && gpu === null && (tier === 'A' || tier === 'B') ? capabilities.privateRoot : null;

function faultResult(error: unknown, tier: Tier, waitedSince: number, cancelled: boolean): JailResult {
  const message = asFault(error).message;
  return {
    outcome: cancelled ? 'cancelled' : 'lab_fault',
    cause: { message: cancelled ? 'the run was cancelled' : message },
    measures: NOTHING_MEASURED,
    log: '',
    tier,
    files: 'shared',
    environment: {},
    waitMs: performance.now() - waitedSince,
  };
}

/** Whatever a candidate did, it did not take the card out of the machine. */
function withoutBlame(result: JailResult, gpu: GpuGrant | null, tier: Tier, waitedSince: number): JailResult {
  const gone = result.outcome === 'ok' || result.outcome === 'cancelled' || gpu === null ? null : vanished(gpu);
  return gone === null ? result : { ...faultResult(new JailFault(gone), tier, waitedSince, false), log: result.log };
}

/**
 * Probes this machine, ends what an earlier executor of the same home left behind, and makes ready to run.
 *
 * @throws TierUnavailable where not even tier C can be had and unsafe runs were not allowed.
 * @throws JailFault when the interpreter is missing or too old.
 */
export async function openJail(options: JailOptions): Promise<Jail> {
  const python = options.python ?? DEFAULT_PYTHON;
  const machine = await probeMachine(options, python);
  const choice = chooseTier(machine, options);
  const orphans = new Orphans(machine, python);
  await orphans.reclaim();
  const files = await prepareGuestFiles(options.home, options.codeckit ?? {}, {
    python,
    ownUids: machine.uids !== null,
  });
  const workFolder = await openWorkFolder(options.home);
  const closureOf = closureCache(python, options, machine.uids !== null);
  const images = new Map<Closure, Promise<Image | null>>();
  const imageOf = (closure: Closure, kind: Image['kind']): Promise<Image | null> => {
    const image = images.get(closure) ?? prepareImage({ home: options.home, python, files }, closure, kind);
    images.set(closure, image);
    image.catch(() => images.delete(closure)); // a full disk may have room again
    return image;
  };
  const patienceMs = options.patienceMs ?? DEFAULT_PATIENCE_MS;
  const start = async (kind: GuestKind): Promise<Guest> => {
    const closure = await closureOf(kind);
    const how = privateRootOf(machine, choice.tier, kind);
    const context = { machine, choice, files, closure, image: how === null ? null : await imageOf(closure, how) };
    const guest = new Guest(context, kind, { python, patienceMs });
    orphans.watch(guest);
    return guest;
  };
  const pool = new GuestPool(start, options.warm ?? 0);

  async function run(job: JailJob, { signal }: RunOptions = {}): Promise<JailResult> {
    const asked = performance.now();
    const kind = kindOf(job);
    const attempt = async (guest: Promise<Guest>): Promise<JailResult> =>
      (await guest).run(job, workFolder, asked, signal);
    const ended = (result: JailResult): JailResult => withoutBlame(result, kind.gpu, choice.tier, asked);
    try {
      signal?.throwIfAborted();
      const result = await attempt(pool.take(kind)).catch((error: unknown) => {
        if (signal?.aborted === true) throw error;
        return attempt(start(kind)); // the lab's own failures only: a guest may have died while it waited
      });
      if (result.outcome === 'ok' || result.doubt === undefined || signal?.aborted === true) return ended(result);
      // What ends a guest twice is the candidate.
      return ended({ ...(await attempt(start(kind))), repeated: result.doubt });
    } catch (error) {
      return faultResult(error, choice.tier, asked, signal?.aborted === true);
    } finally {
      if (kind.threads === 1) pool.refill(kind); // a trial with more is one job in many
    }
  }

  async function close(): Promise<void> {
    await pool.close();
    await orphans.settled();
    await rm(workFolder, { recursive: true, force: true });
  }

  return { tier: choice.tier, machine, run, warm: (job) => pool.warm(kindOf(job)), close };
}
