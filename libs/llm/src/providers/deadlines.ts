import type { CallCause } from '../port/model.ts';

/** How long a model may take, in milliseconds. */
export interface TimeLimits {
  /** From the request to the first piece of the answer. */
  readonly firstTokenMs: number;
  /** Between two pieces. */
  readonly idleMs: number;
  /** From the request to the last piece, waiting for a rate limit not included. */
  readonly totalMs: number;
}

export const DEFAULT_LIMITS: TimeLimits = { firstTokenMs: 120_000, idleMs: 60_000, totalMs: 600_000 };

/** Watches one streaming call and aborts it with the name of the limit that it broke. */
export class Deadlines {
  /** The limit that was broken, if any. */
  broken: { readonly cause: CallCause; readonly message: string } | null = null;
  readonly #limits: TimeLimits;
  readonly #controller = new AbortController();
  readonly #total: NodeJS.Timeout;
  #gap: NodeJS.Timeout;

  constructor(limits: TimeLimits, outside?: AbortSignal) {
    this.#limits = limits;
    this.#total = this.#after(limits.totalMs, 'too_slow', 'no complete answer');
    this.#gap = this.#after(limits.firstTokenMs, 'no_first_token', 'not a single token');
    const abort = () => this.#break('aborted', 'the caller gave up');
    if (outside?.aborted === true) abort();
    outside?.addEventListener('abort', abort, { once: true, signal: this.#controller.signal });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** A piece of the answer arrived. */
  progress(): void {
    clearTimeout(this.#gap);
    this.#gap = this.#after(this.#limits.idleMs, 'stalled', 'the stream went silent');
  }

  end(): void {
    clearTimeout(this.#total);
    clearTimeout(this.#gap);
  }

  #after(limitMs: number, cause: CallCause, what: string): NodeJS.Timeout {
    return setTimeout(() => this.#break(cause, `${what} within ${limitMs} ms`), limitMs);
  }

  #break(cause: CallCause, message: string): void {
    this.broken ??= { cause, message };
    this.end();
    this.#controller.abort();
  }
}
