import type { Logger } from '@codecsmith/platform';
import type { NatsConnection } from '@nats-io/transport-node';
import { setTimeout as sleep } from 'node:timers/promises';
import { GENESIS_HASH } from '../port/ledger.ts';
import { FactLog } from './fact-log.ts';
import { FactStream, type StreamEnd } from './fact-stream.ts';

/** Who makes the stream of facts and the durables on it. */
export interface FactTopology {
  /** Deletes the stream of facts, if there is one, with its durables, and makes it anew, empty. */
  recreateFacts(): Promise<void>;
  /** Creates every stream and durable that is missing; new durables are delivered facts from that position on. */
  ensure(firstPosition: () => Promise<number>): Promise<void>;
}

export interface RelayOptions {
  readonly databaseUrl: string;
  readonly connection: NatsConnection;
  readonly topology: FactTopology;
  /** Position from which unfinished work needs the facts; one past the end when nothing is open. */
  readonly oldestOpenPosition: () => Promise<number>;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly streamName?: string;
  /** Most messages in flight. */
  readonly window?: number;
  /** How often an idle relay looks whether the stream still ends where it left it. */
  readonly idleCheckMs?: number;
}

const DEFAULTS = { streamName: 'FACTS', window: 256, idleCheckMs: 2_000 };
const RETRY_MS = 250;

/**
 * Publishes the log to the bus in its order, each fact exactly once. The bus's own stream is the checkpoint: sequence =
 * position. The mark in the database remembers what the bus has confirmed, and so tells when the bus has lost it.
 */
export class Relay {
  private readonly settings: Required<RelayOptions>;
  private readonly running: Promise<void>;
  private readonly stop = new AbortController();
  private wakeUp: () => void = () => undefined;
  private hasNewFacts = false;
  private suspect = false;
  private next = 1;
  private synced = false;

  constructor(options: RelayOptions) {
    this.settings = { ...DEFAULTS, ...options };
    this.running = this.run();
    void this.watchConnection();
  }

  /** Last position that the bus has confirmed, and whether the relay is publishing or finding its place. */
  get progress(): { readonly position: number; readonly synced: boolean } {
    return { position: this.next - 1, synced: this.synced };
  }

  /** Tells that there may be new facts. The relay hears of commits by itself too. */
  wake(): void {
    this.hasNewFacts = true;
    this.wakeUp();
  }

  async close(): Promise<void> {
    this.stop.abort();
    this.wake();
    await this.running;
  }

  private get stopped(): boolean {
    return this.stop.signal.aborted;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      let log: FactLog | undefined;
      try {
        log = await FactLog.connect(this.settings.databaseUrl, () => this.wake());
        const stream = await FactStream.open(this.settings.connection, this.settings.streamName);
        while (!this.stopped) {
          await this.findPlace(log, stream);
          await this.follow(log, stream);
        }
      } catch (error) {
        this.synced = false;
        if (!this.stopped)
          this.settings.log.warn({ err: error, next: this.next }, 'the relay looks for its place again');
        await sleep(RETRY_MS, undefined, { signal: this.stop.signal }).catch(() => undefined);
      } finally {
        await log?.close().catch(() => undefined);
      }
    }
  }

  /**
   * Reads where the stream ends; one that lost or changed what it had confirmed is made anew. A durable cannot be placed
   * beyond the end of a stream, so the stream is filled before its durables are made.
   */
  private async findPlace(log: FactLog, stream: FactStream): Promise<void> {
    this.suspect = false;
    const { topology, oldestOpenPosition } = this.settings;
    const found = await stream.end();
    const fault = await faultOf(log, stream, found);
    if (fault !== undefined) {
      this.settings.log.error({ fault }, 'the bus has lost facts: its stream and durables are made anew from the log');
    }
    const sound = fault === undefined && found !== undefined;
    if (!sound) await topology.recreateFacts();
    const end = sound ? found.sequence : 0;
    if (end === 0) await log.setMark({ position: 0, hash: GENESIS_HASH });
    this.next = end + 1;
    await this.fill(log, stream);
    await topology.ensure(async () => Math.min(await oldestOpenPosition(), this.next));
    this.synced = true;
  }

  private async fill(log: FactLog, stream: FactStream): Promise<void> {
    const target = await log.lastPosition();
    const before = this.next - 1;
    while (!this.stopped && this.next <= target) await this.publishSome(log, stream);
    if (target > before) this.settings.log.info({ from: before + 1, to: this.next - 1 }, 'published what was missing');
  }

  private async follow(log: FactLog, stream: FactStream): Promise<void> {
    while (!this.stopped && !this.suspect) {
      this.hasNewFacts = false;
      if ((await this.publishSome(log, stream)) > 0) continue;
      const woken = await this.rest();
      if (woken) continue;
      const end = await stream.end();
      if (end?.whole !== true || end.sequence !== this.next - 1) return;
    }
  }

  private async publishSome(log: FactLog, stream: FactStream): Promise<number> {
    const facts = await log.from(this.next, this.settings.window);
    const last = facts.at(-1);
    if (last === undefined) return 0;
    await stream.append(facts);
    this.next = last.position + 1;
    await log.setMark(last);
    return facts.length;
  }

  /** @returns whether there are new facts; false when the time for a look at the stream has come */
  private async rest(): Promise<boolean> {
    if (this.hasNewFacts) return true;
    const woken = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), this.settings.idleCheckMs);
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
    this.wakeUp = () => undefined;
    return woken;
  }

  /** After a reconnect the server may be another one, or have lost its store. */
  private async watchConnection(): Promise<void> {
    for await (const status of this.settings.connection.status()) {
      if (this.stopped) return;
      if (status.type !== 'reconnect') continue;
      this.suspect = true;
      this.wake();
    }
  }
}

/** What is wrong with the stream, if anything: it must hold the log from position 1 on, at least up to the mark. */
async function faultOf(log: FactLog, stream: FactStream, end: StreamEnd | undefined): Promise<string | undefined> {
  const mark = await log.mark();
  if (end === undefined) return mark.position > 0 ? `the stream is gone; ${mark.position} facts were in it` : undefined;
  if (!end.whole) return 'messages are missing within the stream';
  if (end.sequence < mark.position) return `the stream ends at ${end.sequence}; ${mark.position} had been confirmed`;
  if (mark.position > 0 && (await stream.hashAt(mark.position)) !== mark.hash) {
    return `the stream holds another fact at the confirmed position ${mark.position}`;
  }
  if (end.sequence > 0 && (await stream.hashAt(end.sequence)) !== (await log.hashAt(end.sequence))) {
    return `the stream ends with a fact at ${end.sequence} that is not the log's`;
  }
  const ahead = await stream.durableAhead(end.sequence);
  return ahead === undefined ? undefined : `the durable ${ahead} is ahead of the stream, which ends at ${end.sequence}`;
}
