import { EventEmitter, once } from 'node:events';
import { pause } from '@codecsmith/kernel';
import { Client } from 'pg';
import { FACTS_CHANNEL } from '../postgres/write-batch.ts';

const RECONNECT_MS = 1_000;

/**
 * Hears that facts were committed (Postgres LISTEN). It is only a hint: whoever waits also looks by itself now and
 * then, so a lost connection delays, and never loses, a fact.
 */
export class FactListener {
  readonly #events = new EventEmitter().setMaxListeners(0);
  readonly #stop = new AbortController();
  #heard = 0;
  #running: Promise<void> | undefined;

  constructor(private readonly databaseUrl: string) {}

  start(): void {
    this.#running ??= this.#listenForEver();
  }

  /** How many commits were heard of: a reader notes it before it reads. */
  get heard(): number {
    return this.#heard;
  }

  /** The process shuts down: nobody should wait any longer. */
  get stopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Resolves once more than `heard` commits were heard of, after `atMostMs`, or when the signal aborts; never rejects. */
  async beyond(heard: number, atMostMs: number, signal: AbortSignal): Promise<void> {
    if (this.#heard > heard) return;
    const done = AbortSignal.any([signal, this.#stop.signal, AbortSignal.timeout(atMostMs)]);
    if (!done.aborted) await once(this.#events, 'commit', { signal: done }).catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #listenForEver(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#listen().catch(() => undefined);
      await pause(RECONNECT_MS, this.#stop.signal);
    }
  }

  /** Ends when the connection does. */
  async #listen(): Promise<void> {
    const client = new Client({ connectionString: this.databaseUrl, keepAlive: true });
    client.on('notification', () => {
      this.#heard += 1;
      this.#events.emit('commit');
    });
    const broken = Promise.race([once(client, 'end'), once(client, 'error', { signal: this.#stop.signal })]);
    broken.catch(() => undefined);
    try {
      await client.connect();
      await client.query(`LISTEN ${FACTS_CHANNEL}`);
      await broken;
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
