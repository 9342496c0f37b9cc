import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { frameGeometry } from '@codecsmith/codec';
import { classify, type Classified, type Observation } from '../policy/outcome.ts';
import { lastDeadlineMs } from '../policy/limits.ts';
import { resourceLimits } from '../policy/resource-limits.ts';
import type { GuestFileAccess, JailJob, JailReport, JailResult } from './job.ts';
import { countsThreads, groupPids, guestPlan, type GuestKind, type PlanContext } from './guest-plan.ts';
import { joinPackets, splitPackets } from './packets.ts';
import { finishedSchema, readySchema, type Finished } from './schemas.ts';
import { JailFault, Supervisor, type SupervisorEnd } from './supervisor.ts';

/** Limits of a guest that has no work yet; a job brings its own. */
const WARM_UP = { memoryBytes: 4096 * 1024 * 1024, pids: 64, cores: 1 };

function expectedBytes(job: JailJob): number | undefined {
  if (job.side === 'encode') return undefined;
  const { color, width, height } = job.config;
  return frameGeometry(color, width, height).bytes * framesOf(job);
}

const framesOf = (job: JailJob): number =>
  (job.side === 'decode' ? job.indices?.length : undefined) ?? job.config.frame_count;

function observationOf(seen: Finished): Observation {
  return {
    ended: seen.ended,
    exitCode: seen.exit_code,
    signal: seen.signal,
    wallMs: seen.wall_ms,
    waitedMs: seen.waited_ms,
    cpuMs: seen.cpu_ms,
    oomKills: seen.oom_kills,
    peakBytes: seen.peak_bytes,
    framesDone: seen.frame_ms.length,
    failure: seen.failure,
    done: seen.done,
    protocolError: seen.protocol_error,
  };
}

const fileAccess = (language: JailJob['language'], { image }: PlanContext): GuestFileAccess => {
  if (language === 'javascript') return 'none';
  return image === null ? 'shared' : 'private';
};

/** How long a supervisor may be silent beyond the limits that it keeps itself. */
export const DEFAULT_PATIENCE_MS = 20_000;

/** A one-shot guest: started, warmed up, given one job, gone. */
export class Guest {
  readonly #context: PlanContext;
  readonly #supervisor: Supervisor;
  readonly #ready: Promise<Readonly<Record<string, string>>>;
  /** For any one step that no limit of the job covers: getting ready, taking the job, telling what was seen. */
  readonly #stepLimitMs: number;

  constructor(context: PlanContext, kind: GuestKind, { python, patienceMs }: GuestOptions) {
    this.#context = context;
    this.#stepLimitMs = kind.startMs + patienceMs;
    this.#supervisor = new Supervisor(python, 'jail');
    this.#ready = this.#warmUp(kind);
    this.#ready.catch(() => this.close()); // told to whoever awaits `ready`
  }

  async #warmUp(kind: GuestKind): Promise<Readonly<Record<string, string>>> {
    const plan = guestPlan(this.#context, kind, WARM_UP);
    const answer = await this.#supervisor.ask(plan, 'ready', this.#stepLimitMs);
    const { interpreter, libraries } = readySchema.parse(answer).guest;
    return { interpreter, ...libraries };
  }

  /** Resolves to the versions inside once the guest waits for work. */
  get ready(): Promise<Readonly<Record<string, string>>> {
    return this.#ready;
  }

  /** Settles when the guest and its supervisor are gone, whatever ended them. */
  get gone(): Promise<SupervisorEnd> {
    return this.#supervisor.closed;
  }

  close(): Promise<void> {
    return this.#supervisor.close();
  }

  /** Runs the job and reports; throws JailFault when the lab itself failed. */
  async run(job: JailJob, workFolder: string, waitedSince: number, signal?: AbortSignal): Promise<JailResult> {
    const stop = (): void => void this.close();
    signal?.addEventListener('abort', stop, { once: true });
    const folder = join(workFolder, `run-${randomUUID()}`);
    try {
      signal?.throwIfAborted();
      await mkdir(folder, { mode: 0o700 });
      const environment = await this.#ready;
      const request = await this.#request(job, folder);
      signal?.throwIfAborted();
      const waitMs = performance.now() - waitedSince;
      const answer = await this.#supervisor.ask(request, 'finished', job.limits.wallMs + this.#stepLimitMs);
      return await this.#result(job, finishedSchema.parse(answer), join(folder, 'output'), { environment, waitMs });
    } finally {
      signal?.removeEventListener('abort', stop);
      await this.close();
      await rm(folder, { recursive: true, force: true });
    }
  }

  async #inputPath(job: JailJob, folder: string): Promise<string> {
    if (job.side === 'encode') return job.frames;
    const path = join(folder, 'input');
    await writeFile(path, joinPackets(job.packets), { mode: 0o600 });
    return path;
  }

  async #request(job: JailJob, folder: string): Promise<object> {
    const { limits, language, side, api, config, code, lineMap, gpu } = job;
    const inputPath = await this.#inputPath(job, folder);
    const { size: inputBytes } = await stat(inputPath);
    const { cgroup } = this.#context.choice;
    const outputLimit = expectedBytes(job) ?? limits.outputBytes;
    const rlimits = resourceLimits(
      { ...limits, outputBytes: outputLimit },
      { cgroup, countsThreads: countsThreads(this.#context), language, gpu: gpu !== undefined, inputBytes },
    );
    return {
      input_path: inputPath,
      output_path: join(folder, 'output'),
      output_limit: outputLimit,
      wall_limit_ms: limits.wallMs,
      last_limit_ms: lastDeadlineMs(limits),
      cpu_limit_ms: limits.cpuMs,
      log_limit: limits.logBytes,
      memory_bytes: limits.memoryBytes,
      pids: groupPids(limits),
      cores: limits.cores,
      rlimits,
      device: gpu?.devices[0]?.source ?? null,
      guest: {
        ...{ side, api, config, code, line_map: lineMap ?? null },
        indices: (job.side === 'decode' ? job.indices : undefined) ?? null,
        ...{ output_limit: outputLimit, memory_bytes: limits.memoryBytes },
      },
    };
  }

  #classify(job: JailJob, seen: Finished): Classified {
    const exactBytes = expectedBytes(job);
    return classify(observationOf(seen), {
      limits: { ...job.limits, ...(exactBytes !== undefined && { outputBytes: exactBytes }) },
      ...(exactBytes !== undefined && { exactBytes }),
      ...(job.api === 'frame' && { frames: framesOf(job) }),
      gpu: job.gpu !== undefined,
      ...(job.side === 'decode' && job.indices !== undefined && { indices: job.indices }),
    });
  }

  async #result(
    job: JailJob,
    seen: Finished,
    output: string,
    { environment, waitMs }: Pick<JailReport, 'environment' | 'waitMs'>,
  ): Promise<JailResult> {
    const { wall_ms: wallMs, cpu_ms: cpuMs, peak_bytes: peakBytes, frame_ms: frameMs } = seen;
    const measures = { wallMs, cpuMs, peakBytes, frameMs: job.api === 'frame' ? frameMs : [] };
    const report = {
      measures,
      log: seen.log,
      tier: this.#context.choice.tier,
      files: fileAccess(job.language, this.#context),
      environment,
      waitMs: waitMs + seen.prepare_ms,
    };
    const classified = this.#classify(job, seen);
    if (classified.outcome !== 'ok') return { ...report, ...classified };
    if (seen.output_bytes === null) throw new JailFault('a run ended well and left no output');
    return { ...report, ...(await this.#collect(job, output)) };
  }

  async #collect(job: JailJob, output: string): Promise<Collected> {
    if (job.side === 'decode') {
      await moveFile(output, job.reconstruction);
      return { outcome: 'ok', packets: [], reconstruction: job.reconstruction };
    }
    const expected = job.api === 'frame' ? job.config.frame_count : 1;
    const packets = splitPackets(await readFile(output), expected);
    if (packets !== undefined) return { outcome: 'ok', packets };
    return { outcome: 'output_invalid', cause: { message: `the output does not consist of ${expected} packets` } };
  }
}

interface GuestOptions {
  readonly python: string;
  readonly patienceMs: number;
}

/** Renames, or copies where the target lies on another file system. */
async function moveFile(from: string, to: string): Promise<void> {
  await rename(from, to).catch(async (error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error;
    await copyFile(from, to);
  });
}

type Collected =
  | { readonly outcome: 'ok'; readonly packets: readonly Uint8Array[]; readonly reconstruction?: string }
  | { readonly outcome: 'output_invalid'; readonly cause: { readonly message: string } };
