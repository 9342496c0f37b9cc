import { type Fact, fromFactEvent, pause } from '@codecsmith/kernel';
import { jetstreamManager, type ConsumerMessages, type JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { readJson } from '../messages/read-command.ts';
import type { WorkerLog } from '../reactor/pull-worker.ts';
import type { StreamName } from '../topology/topology.ts';
import { followFacts } from './follow.ts';

export interface FactFeedOptions {
  readonly log: Pick<WorkerLog, 'warn'>;
  /** Called with every fact of the log, in order, each once. */
  readonly onFact: (fact: Fact) => void;
  /** Called when the stream turns out to hold another fact than the last one that was given out: start anew. */
  readonly onRewritten: () => void;
  /** Called when every fact that was in the log at the start has been given out. */
  readonly onCaughtUp: () => void;
}

const STREAM = 'FACTS' satisfies StreamName;
const PAUSE_MS = 500;
const CHECK_MS = 2000;

/**
 * The whole log from its first fact, then whatever follows. Its durable remembers nothing: its reader folds all facts in
 * memory, so each start reads them all. A stream that was made anew is read on from the same position, because a fact's sequence
 * is its position.
 */
export class FactFeed {
  readonly #nc: NatsConnection;
  readonly #actor: string;
  readonly #options: FactFeedOptions;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #position = 0;
  #hash = '';
  #caughtUp = false;
  #messages: ConsumerMessages | undefined;

  constructor(nc: NatsConnection, actor: string, options: FactFeedOptions) {
    this.#nc = nc;
    this.#actor = actor;
    this.#options = options;
    this.#running = this.#run();
  }

  get caughtUp(): boolean {
    return this.#caughtUp;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#messages?.stop();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.#read().catch((err: unknown) => {
        if (!signal.aborted) this.#options.log.warn({ err }, 'facts cannot be read now');
      });
      await pause(PAUSE_MS, signal);
    }
  }

  async #read(): Promise<void> {
    const end = await this.#end();
    if (!(await this.#goesOn(end))) return;
    this.#arrivedAt(end);
    const place = { from: this.#position + 1, acknowledge: 'none' } as const;
    const consumer = await followFacts(this.#nc, this.#actor, place);
    const messages = await consumer.consume({ max_messages: 500, abort_on_missing_resource: true });
    this.#messages = messages;
    if (this.#stop.signal.aborted) messages.stop();
    const watch = this.#watch(messages);
    try {
      for await (const message of messages) {
        if (!this.#give(message)) return;
        this.#arrivedAt(end);
      }
    } finally {
      clearInterval(watch);
    }
  }

  /** What does not stand at its position is no fact: the ledger mends that, and it is read again then. */
  #give({ seq, data }: JsMsg): boolean {
    if (seq <= this.#position) return true;
    const fact = factOf(data);
    if (seq !== this.#position + 1 || fact?.position !== seq) return false;
    this.#options.onFact(fact);
    this.#position = seq;
    this.#hash = fact.hash;
    return true;
  }

  /** Whether the stream holds what was read last; while it is being filled again it may not hold that yet. */
  async #goesOn(end: number): Promise<boolean> {
    if (this.#position === 0) return true;
    if (end < this.#position) return false;
    const { streams } = await jetstreamManager(this.#nc);
    const last = await streams.getMessage(STREAM, { seq: this.#position });
    if (last === null) return false;
    if (factOf(last.data)?.hash === this.#hash) return true;
    this.#options.onRewritten();
    return false;
  }

  #arrivedAt(end: number): void {
    if (this.#caughtUp || this.#position < end) return;
    this.#caughtUp = true;
    this.#options.onCaughtUp();
  }

  async #end(): Promise<number> {
    const manager = await jetstreamManager(this.#nc);
    return (await manager.streams.info(STREAM)).state.last_seq;
  }

  /** Begins anew when the stream has facts that do not arrive. */
  #watch(messages: ConsumerMessages): NodeJS.Timeout {
    let before = this.#position;
    return setInterval(() => {
      const unchanged = this.#position === before;
      before = this.#position;
      if (!unchanged) return;
      this.#end().then(
        (end) => {
          if (end > this.#position && this.#position === before) messages.stop();
        },
        () => messages.stop(),
      );
    }, CHECK_MS);
  }
}

function factOf(data: Uint8Array): Fact | undefined {
  try {
    return fromFactEvent(readJson(data));
  } catch {
    return undefined;
  }
}
