import { doubling, fromFactEvent, pause, type Fact } from '@codecsmith/kernel';
import { LabUnreachable, mayPass, UnexpectedAnswer } from '../http/problem.ts';
import type { Transport } from '../http/transport.ts';
import { readEventStream, type StreamEvent } from './event-stream.ts';

/**
 * `open`: the lab has said where the stream stands; from the first `open` on no fact is missed.
 * `broken`: the connection ended or could not be made, and is tried again.
 */
export type FollowState = 'open' | 'broken';

export interface FollowOptions {
  /** Facts after this position; 0 for the whole log. When left out, those that come after the first `open`. */
  readonly after?: number;
  /** Only facts of this experiment, clip, … */
  readonly aggregateId?: string;
  /** Ends the stream without an error. */
  readonly signal?: AbortSignal;
  /** A connection that is silent for longer than this is opened again; the api sends a heartbeat every 10 s. */
  readonly silenceLimitMs?: number;
  /** Pause before the first attempt to connect again; doubles up to 5 s. */
  readonly retryDelayMs?: number;
  /** Hears of every change of the connection, the first included. */
  readonly onState?: (state: FollowState) => void;
}

const MAX_RETRY_DELAY_MS = 5_000;

/**
 * Facts in the order of the log, as they happen. A broken connection is opened again where it broke, by the last
 * position that was heard of, so nothing is missed and nothing comes twice.
 *
 * @throws LabProblem when the lab refuses (a token that is not known, …)
 */
export async function* followFacts(transport: Transport, options: FollowOptions = {}): AsyncGenerator<Fact> {
  const tell = onChange(options.onState);
  const stopped = (): boolean => options.signal?.aborted === true;
  let after = options.after;
  const pauseAfter = doubling(options.retryDelayMs ?? 250, MAX_RETRY_DELAY_MS);
  let failures = 0;
  while (!stopped()) {
    try {
      for await (const { id, data } of connect(transport, after, options)) {
        failures = 0;
        if (data === undefined) after ??= positionOf(id);
        tell('open');
        if (data === undefined) continue;
        const fact = fromFactEvent(JSON.parse(data) as unknown);
        if (after !== undefined && fact.position <= after) continue;
        after = fact.position;
        yield fact;
      }
    } catch (error) {
      if (!mayPass(error)) throw error;
    }
    if (stopped()) return;
    tell('broken');
    failures += 1;
    await pause(pauseAfter(failures), options.signal);
  }
}

async function* connect(
  transport: Transport,
  after: number | undefined,
  options: FollowOptions,
): AsyncGenerator<StreamEvent> {
  const watch = new SilenceWatch(options.silenceLimitMs ?? 30_000);
  const signal = options.signal === undefined ? watch.signal : AbortSignal.any([options.signal, watch.signal]);
  try {
    const response = await transport.send('api/events', {
      once: true,
      signal,
      query: { aggregateId: options.aggregateId },
      headers: {
        accept: 'text/event-stream',
        ...(after === undefined ? {} : { 'last-event-id': String(after) }),
      },
    });
    yield* readEventStream(bytesOf(response), () => watch.reset());
  } finally {
    watch.stop();
  }
}

/** Where the lab says that its stream stands. */
function positionOf(id: string | undefined): number {
  if (id !== undefined && /^\d{1,15}$/.test(id)) return Number(id);
  throw new UnexpectedAnswer('api/events', `the stream's id "${id}" is not a position`);
}

/** Passes a state on when it is another than the one before. */
function onChange(listener: (state: FollowState) => void = () => undefined): (state: FollowState) => void {
  let last: FollowState | undefined;
  return (state) => {
    if (state !== last) listener(state);
    last = state;
  };
}

async function* bytesOf(response: Response): AsyncGenerator<Uint8Array> {
  if (response.body === null) return;
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  try {
    for (;;) {
      const chunk = await reader.read().catch((error: unknown) => {
        throw new LabUnreachable(response.url, error);
      });
      if (chunk.done) return;
      yield chunk.value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

class SilenceWatch {
  readonly #controller = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly limitMs: number) {
    this.reset();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  reset(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#controller.abort(), this.limitMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#controller.abort();
  }
}
