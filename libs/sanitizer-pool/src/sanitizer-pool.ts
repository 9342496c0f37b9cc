import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { isNativeError } from 'node:util/types';
import { setFlagsFromString } from 'node:v8';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { pause } from '@codecsmith/kernel';
import type { SanitizeOptions } from '@codecsmith/sanitizer';
import { cpuMs, type Begun, type Job, type Reading, type TimedReading } from './reading.ts';

export interface PoolLimits {
  /** Processor time for one candidate: what a busy machine lets it wait is not its fault. */
  readonly cpuMs: number;
  /** JavaScript heap of a thread. */
  readonly memoryMb: number;
  /** Candidates that are read at the same time. */
  readonly threads: number;
}

export const POOL_LIMITS: PoolLimits = { cpuMs: 5_000, memoryMb: 256, threads: availableParallelism() };

/** A candidate took more time or memory than reading one may take; its thread was ended. */
export class LimitExceeded extends Error {
  override readonly name = 'LimitExceeded';
}

/** The sanitizer met something that it does not handle: a fault of the lab. */
export class SanitizerFault extends Error {
  override readonly name = 'SanitizerFault';
}

/** Beside this file, with its ending: `.ts` from source, `.js` when built. */
const BODY = new URL(`./read-candidate${extname(import.meta.url)}`, import.meta.url);
/** V8's optimising compiler takes seconds of processor time for engines that then save milliseconds a candidate. */
const BASELINE_ONLY = ['--no-wasm-dynamic-tiering', '--no-wasm-tier-up', '--liftoff-only'];
const STACK_MB = 4;
const LEAST_PAUSE_MS = 20;
/** Says that a reading is over, so that nobody looks at its thread any more. */
const ENDED = 'the reading has ended';
const IDLE_MS = 60_000;

/** The sanitizer in threads of its own, so that no candidate can stop or swell the service. */
export class SanitizerPool {
  private readonly limits: PoolLimits;
  private threads: Piscina<Job, TimedReading> | undefined;
  /** Why threads could not start: what waits for them is rejected with it. */
  private fault: unknown;

  constructor(limits: Partial<PoolLimits> = {}) {
    this.limits = { ...POOL_LIMITS, ...limits };
  }

  /** Starts the first thread and its engines: some hundred milliseconds. */
  async warmUp(): Promise<void> {
    await this.sanitize('', {});
  }

  /** @throws LimitExceeded, after which the next candidate gets a fresh thread; SanitizerFault */
  async sanitize(source: string, options: SanitizeOptions): Promise<Reading> {
    const { reading, tookMs } = await this.read(source, options);
    // It may end before this process has seen that its time is over.
    if (tookMs > this.limits.cpuMs) throw this.tooLong();
    return reading;
  }

  /** Ends all threads; what is being read is rejected. */
  async close(): Promise<void> {
    const { threads } = this;
    this.threads = undefined;
    await threads?.destroy();
  }

  private async read(source: string, options: SanitizeOptions): Promise<TimedReading> {
    const threads = (this.threads ??= this.open());
    const { port1, port2 } = new MessageChannel();
    const limit = new AbortController();
    let begun = false;
    port1.once('message', (beginning: Begun) => {
      begun = true;
      void this.abortWhenOver(threads, beginning, limit);
    });
    try {
      return await threads.run({ source, options, begun: port2 }, { transferList: [port2], signal: limit.signal });
    } catch (error) {
      begun ||= receiveMessageOnPort(port1) !== undefined;
      throw limit.signal.aborted ? this.tooLong() : this.explain(error, begun);
    } finally {
      limit.abort(ENDED);
      port1.close();
    }
  }

  /** Looks again and again at what the thread has used, each time when it can have used the rest at the earliest. */
  private async abortWhenOver(
    threads: Piscina<Job, TimedReading>,
    { threadId, usedMs }: Begun,
    limit: AbortController,
  ): Promise<void> {
    let leftMs = this.limits.cpuMs;
    while (leftMs > 0) {
      await pause(Math.max(leftMs, LEAST_PAUSE_MS), limit.signal);
      if (limit.signal.aborted) return;
      const thread = threads.threads.find((each) => each.threadId === threadId);
      // A thread that is gone has ended its reading in its own way.
      const usage = await thread?.cpuUsage().catch(() => undefined);
      if (usage === undefined) return;
      leftMs = this.limits.cpuMs - (cpuMs(usage) - usedMs);
    }
    limit.abort();
  }

  private open(): Piscina<Job, TimedReading> {
    this.fault = undefined;
    for (const flag of BASELINE_ONLY) setFlagsFromString(flag);
    const threads = new Piscina<Job, TimedReading>({
      filename: BODY.href,
      minThreads: 1,
      maxThreads: this.limits.threads,
      idleTimeout: IDLE_MS,
      resourceLimits: { maxOldGenerationSizeMb: this.limits.memoryMb, stackSizeMb: STACK_MB },
      env: {},
    });
    // A thread that fails outside a reading, above all at its start: nothing that waits would ever be read.
    threads.on('error', (error) => {
      this.fault = error;
      if (this.threads === threads) this.threads = undefined;
      void threads.destroy();
    });
    return threads;
  }

  private tooLong(): LimitExceeded {
    return new LimitExceeded(`it took more than ${this.limits.cpuMs} ms of processor time`);
  }

  /** A thread that had not begun with the candidate did not fail by it. */
  private explain(error: unknown, begun: boolean): Error {
    const cause = begun ? error : (this.fault ?? error);
    if (!isNativeError(cause)) return new SanitizerFault(String(cause));
    const outOfMemory = 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY';
    if (outOfMemory && begun) return new LimitExceeded(`it took more than ${this.limits.memoryMb} MB`);
    return new SanitizerFault(begun ? cause.message : `no thread began to read it: ${cause.message}`, { cause });
  }
}
