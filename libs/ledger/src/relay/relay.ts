import type { Logger } from '@codecsmith/platform';
import { NAMESPACE, pause } from '@codecsmith/kernel';
import type { NatsConnection, Subscription } from '@nats-io/transport-node';
import { GENESIS_HASH } from '../port/ledger.ts';
import { FactLog } from './fact-log.ts';
import { DurableMarks, type DurableMark } from './durable-marks.ts';
import { FactStream } from './fact-stream.ts';
import { faultOf, StreamSweep } from './stream-check.ts';

/** Who makes the stream of facts and the durables on it. */
export interface FactTopology {
  /** Deletes the stream of facts, if there is one, with its durables, and makes it anew, empty. */
  recreateFacts(): Promise<void>;
  /** Creates every stream and durable that is missing. @returns the names of the durables that it made */
  ensure(places: DurablePlaces): Promise<readonly string[]>;
}

/** Where durables begin that have to be made. */
interface DurablePlaces {
  /** Of a durable of the topology. */
  readonly firstPosition: (name: string) => Promise<number>;
  /** Durables of others, with the position up to which each has acknowledged. */
  readonly others: readonly DurableMark[];
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
  private lookAt = 0;
  /** Found by a look at the stream, to be mended by the next search for the place. */
  private fault: string | undefined;

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
        const hearing = this.listen(stream);
        try {
          await this.keepInStep(log, stream);
        } finally {
          hearing.unsubscribe();
        }
      } catch (error) {
        this.synced = false;
        if (!this.stopped)
          this.settings.log.warn({ err: error, next: this.next }, 'the relay looks for its place again');
        await pause(RETRY_MS, this.stop.signal);
      } finally {
        await log?.close().catch(() => undefined);
      }
    }
  }

  private async keepInStep(log: FactLog, stream: FactStream): Promise<void> {
    const marks = await DurableMarks.load(log);
    while (!this.stopped) {
      await this.findPlace(log, stream, marks);
      await this.follow(log, stream, marks);
    }
  }

  /** Whatever is published among the facts and not by this relay is looked at at once. */
  private listen(stream: FactStream): Subscription {
    return this.settings.connection.subscribe(`${NAMESPACE}.fact.>`, {
      callback: (error, { data }) => {
        if (error !== null || stream.isOwn(data)) return;
        this.suspect = true;
        this.wakeUp();
      },
    });
  }

  /**
   * Reads where the stream ends; one that lost what it had confirmed, or holds anything else, is made anew. A durable
   * cannot be placed beyond the end of a stream, so the stream is filled before its durables are made.
   */
  private async findPlace(log: FactLog, stream: FactStream, marks: DurableMarks): Promise<void> {
    this.suspect = false;
    const found = await stream.end();
    const fault = this.fault ?? (await faultOf(log, stream, found));
    const sound = fault === undefined && found !== undefined;
    if (!sound) await this.makeAnew(log, stream, marks, fault);
    const end = sound ? found.sequence : 0;
    if (end === 0) await log.setMark({ position: 0, hash: GENESIS_HASH });
    this.next = end + 1;
    await this.fill(log, stream);
    await this.ensureDurables(marks);
    this.synced = true;
  }

  private async makeAnew(
    log: FactLog,
    stream: FactStream,
    marks: DurableMarks,
    fault: string | undefined,
  ): Promise<void> {
    this.synced = false;
    if (fault !== undefined) {
      const { position } = await log.mark();
      // The places of durables that nobody has seen yet, too; a stream that is gone has none.
      if ((await stream.end()) !== undefined) await marks.look(log, stream);
      this.settings.log.error(
        { fault },
        'the bus does not hold the log: its stream and durables are made anew from it',
      );
      await log.noteRepair(position, fault);
      await marks.limit(log, position);
    }
    await this.settings.topology.recreateFacts();
    this.fault = undefined;
  }

  /** A durable that is gone is made again where it was, but not before the oldest work that is open. */
  private async ensureDurables(marks: DurableMarks): Promise<void> {
    const { topology, oldestOpenPosition } = this.settings;
    const end = this.next;
    const made = await topology.ensure({
      firstPosition: async (name) => {
        const open = await oldestOpenPosition();
        return Math.min(Math.max((marks.get(name)?.acknowledged ?? 0) + 1, open), end);
      },
      others: marks.all.map((mark) => ({ ...mark, acknowledged: Math.min(mark.acknowledged, end - 1) })),
    });
    if (made.length > 0 && this.synced)
      this.settings.log.warn({ durables: made }, 'durables were gone and are made again');
  }

  private async fill(log: FactLog, stream: FactStream): Promise<void> {
    const target = await log.lastPosition();
    const before = this.next - 1;
    while (!this.stopped && this.next <= target) await this.publishSome(log, stream);
    if (target > before) this.settings.log.info({ from: before + 1, to: this.next - 1 }, 'published what was missing');
  }

  private async follow(log: FactLog, stream: FactStream, marks: DurableMarks): Promise<void> {
    const sweep = new StreamSweep(log, stream);
    const made = (await stream.end())?.created;
    while (!this.stopped && !this.suspect) {
      this.hasNewFacts = false;
      const published = await this.publishSome(log, stream);
      if (Date.now() >= this.lookAt) {
        this.lookAt = Date.now() + this.settings.idleCheckMs;
        const end = await stream.end();
        if (end?.whole !== true || end.sequence !== this.next - 1 || end.created !== made) return;
        this.fault = await sweep.step(end.sequence);
        if (this.fault !== undefined) return;
        await marks.look(log, stream);
        await this.ensureDurables(marks);
      } else if (published === 0) await this.rest();
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

  /** Waits for new facts, or until the time for a look at the stream has come. */
  private async rest(): Promise<void> {
    if (this.hasNewFacts || this.suspect) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.lookAt - Date.now());
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wakeUp = () => undefined;
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
