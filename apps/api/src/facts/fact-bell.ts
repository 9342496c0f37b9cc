import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { FACTS_CHANNEL } from '@codecsmith/ledger';
import { Client } from 'pg';

const RECONNECT_MS = 1_000;

/**
 * Rings when facts were committed (Postgres LISTEN). It is only a hint: whoever waits also looks by itself now and
 * then, so a lost connection delays, and never loses, a fact.
 */
export class FactBell {
  readonly #bell = new EventEmitter().setMaxListeners(0);
  readonly #stop = new AbortController();
  #running: Promise<void> | undefined;

  constructor(private readonly databaseUrl: string) {}

  start(): void {
    this.#running ??= this.#listenForEver();
  }

  /** The api shuts down: nobody should wait any longer. */
  get stopped(): boolean {
    return this.#stop.signal.aborted;
  }

  /** Resolves at the next commit, after `atMostMs`, or when the signal aborts; never rejects. */
  async next(atMostMs: number, signal: AbortSignal): Promise<void> {
    const done = AbortSignal.any([signal, this.#stop.signal, AbortSignal.timeout(atMostMs)]);
    if (!done.aborted) await once(this.#bell, 'ring', { signal: done }).catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #listenForEver(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#listen().catch(() => undefined);
      await sleep(RECONNECT_MS, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
  }

  /** Ends when the connection does. */
  async #listen(): Promise<void> {
    const client = new Client({ connectionString: this.databaseUrl, keepAlive: true });
    client.on('notification', () => this.#bell.emit('ring'));
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
