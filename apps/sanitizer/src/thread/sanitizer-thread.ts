import { once } from 'node:events';
import { extname } from 'node:path';
import { isNativeError } from 'node:util/types';
import { Worker } from 'node:worker_threads';
import type { SanitizeOptions } from '@codecsmith/sanitizer';
import type { Question, Reading, Reply } from './messages.ts';

export interface ThreadLimits {
  /** Longest time for one candidate. */
  readonly wallMs: number;
  /** JavaScript heap of the thread. */
  readonly memoryMb: number;
}

export const THREAD_LIMITS: ThreadLimits = { wallMs: 5_000, memoryMb: 256 };

/** A candidate took more time or memory than reading one may take; the thread was ended. */
export class LimitExceeded extends Error {
  override readonly name = 'LimitExceeded';
}

/** The sanitizer met something that it does not handle: a fault of the lab. */
export class SanitizerFault extends Error {
  override readonly name = 'SanitizerFault';
}

/** Beside this file, with its ending: `.ts` from source, `.js` when built. */
const BODY = new URL(`./thread-body${extname(import.meta.url)}`, import.meta.url);
const STACK_MB = 4;

/** The sanitizer in a thread of its own, so that no candidate can stop or swell the service. One candidate at a time. */
export class SanitizerThread {
  private readonly limits: ThreadLimits;
  private worker: Worker | undefined;
  private last: Promise<unknown> = Promise.resolve();
  private questions = 0;

  private constructor(limits: ThreadLimits) {
    this.limits = limits;
  }

  /** Starts the thread and its engines: some hundred milliseconds. */
  static async start(limits: Partial<ThreadLimits> = {}): Promise<SanitizerThread> {
    const thread = new SanitizerThread({ ...THREAD_LIMITS, ...limits });
    thread.worker = await thread.open();
    return thread;
  }

  /** @throws LimitExceeded, after which the next candidate gets a fresh thread; SanitizerFault */
  sanitize(source: string, options: SanitizeOptions): Promise<Reading> {
    const turn = this.last.then(() => this.ask(source, options));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    const worker = this.worker;
    this.worker = undefined;
    await worker?.terminate();
  }

  private async open(): Promise<Worker> {
    const resourceLimits = { maxOldGenerationSizeMb: this.limits.memoryMb, stackSizeMb: STACK_MB };
    const worker = new Worker(BODY, { resourceLimits, env: {} });
    // An error of the thread rejects whoever waits for it; without a listener it would end the service.
    worker.on('error', () => undefined);
    await once(worker, 'message');
    return worker;
  }

  private async ask(source: string, options: SanitizeOptions): Promise<Reading> {
    const worker = (this.worker ??= await this.open());
    const question: Question = { id: (this.questions += 1), source, options };
    try {
      const reply = await this.reply(worker, question);
      if (reply.kind === 'read') return reply.reading;
      throw new SanitizerFault(reply.kind === 'failed' ? reply.reason : 'the thread started anew');
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  private async reply(worker: Worker, question: Question): Promise<Reply> {
    const answered = once(worker, 'message', { signal: AbortSignal.timeout(this.limits.wallMs) });
    worker.postMessage(question);
    try {
      return ((await answered) as [Reply])[0];
    } catch (error) {
      throw this.explain(error);
    }
  }

  private explain(error: unknown): Error {
    if (!isNativeError(error)) return new SanitizerFault(String(error));
    if (error.name === 'AbortError') return new LimitExceeded(`it took longer than ${this.limits.wallMs} ms`);
    const outOfMemory = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    if (outOfMemory) return new LimitExceeded(`it took more than ${this.limits.memoryMb} MB`);
    return new SanitizerFault(error.message, { cause: error });
  }
}
