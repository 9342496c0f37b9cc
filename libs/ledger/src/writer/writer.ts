import {
  refuse,
  type Accepted,
  type Answer,
  type BeatVerdict,
  type Fact,
  type LeaseBeat,
  type RawCommand,
  type Refusal,
} from '@codecsmith/kernel';
import type { ArtifactStore } from '@codecsmith/artifacts';
import { registryOf, type Aggregate } from '../port/aggregate.ts';
import { LedgerUnavailable, type Head, type Ledger } from '../port/ledger.ts';
import { answerOf, NotStorable, StorageBusy, StorageFull, type LedgerStorage } from '../port/storage.ts';
import { Draft } from './draft.ts';
import { DISK_FULL, CommandReceiver, type Received } from './command-receiver.ts';
import { DEFAULT_LEASE_TIMES, type LeaseTimes } from './lease-table.ts';
import { AggregateCache } from './aggregate-cache.ts';

export interface WriterOptions {
  readonly aggregates: readonly Aggregate[];
  /** Where inline bytes go, and where named bytes must be. Without it commands are decided as they are. */
  readonly artifacts?: ArtifactStore;
  /** Why new work is refused now: too little room on a disk. Services are left without an answer, so that they ask again. */
  readonly diskFullReason?: () => string | undefined;
  readonly clock?: () => Date;
  readonly leaseTimes?: LeaseTimes;
  /** At most this many commands and beats share a transaction. */
  readonly maxBatch?: number;
  /** Told about a command whose rules threw, or which the database refused: a fault of the lab, answered as a refusal. */
  readonly onFault?: (error: unknown, commandId: string) => void;
  /** Told once when the writer can go on no longer; the process should exit. */
  readonly onStopped?: (error: unknown) => void;
}

interface Waiting<Result> {
  resolve(result: Result): void;
  reject(error: Error): void;
}
type Item =
  | ({ readonly kind: 'command'; readonly received: Received } & Waiting<Answer>)
  | ({ readonly kind: 'beat'; readonly beat: LeaseBeat } & Waiting<BeatVerdict>);

const DEFAULT_MAX_BATCH = 500;
const TICK_MS = 1_000;
const LATE_TICK_MS = 5_000;

/** Opens the log for writing; resolves once this is its one writer. */
export async function openLedger(storage: LedgerStorage, options: WriterOptions): Promise<Ledger> {
  const clock = options.clock ?? (() => new Date());
  return new Writer(storage, options, clock, await storage.open());
}

/** The one appending writer: commands queue, a batch is decided in order and committed in one transaction. */
class Writer implements Ledger {
  private readonly receiver: CommandReceiver;
  private readonly recall: AggregateCache;
  private readonly listeners = new Set<(head: Head) => void>();
  private readonly arriving = new Set<Promise<unknown>>();
  private queue: Item[] = [];
  private running: Promise<void> | undefined;
  private stopped: LedgerUnavailable | undefined;
  private closed: Promise<void> | undefined;
  /** Since when beats can be heard. */
  private hearingSince: Date;
  private readonly pulse: NodeJS.Timeout;
  private readonly leaseTimes: LeaseTimes;

  constructor(
    private readonly storage: LedgerStorage,
    private readonly options: WriterOptions,
    private readonly clock: () => Date,
    private end: Head,
  ) {
    const registry = registryOf(options.aggregates);
    this.receiver = new CommandReceiver(registry, options.artifacts, options.diskFullReason);
    this.recall = new AggregateCache(storage, registry);
    this.hearingSince = clock();
    this.pulse = this.watchSleep();
    this.leaseTimes = options.leaseTimes ?? DEFAULT_LEASE_TIMES;
  }

  submit(raw: RawCommand): Promise<Answer> {
    const answer = this.receive(raw);
    this.arriving.add(answer);
    const gone = () => this.arriving.delete(answer);
    answer.then(gone, gone);
    return answer;
  }

  beat(beat: LeaseBeat): Promise<BeatVerdict> {
    return new Promise((resolve, reject) => this.enqueue({ kind: 'beat', beat, resolve, reject }));
  }

  async find(commandId: string): Promise<Accepted | undefined> {
    const command = await this.storage.find(commandId);
    return command && answerOf(command, true);
  }

  read(aggregateId: string): Promise<Fact[]> {
    return this.storage.read(aggregateId);
  }

  readFrom(position: number, limit: number): Promise<Fact[]> {
    return this.storage.readFrom(position, limit);
  }

  head(): Promise<Head> {
    return Promise.resolve({ position: this.end.position, hash: this.end.hash });
  }

  onAppended(listener: (head: Head) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  forgiveSilence(): void {
    this.hearingSince = this.clock();
  }

  close(): Promise<void> {
    this.closed ??= this.finish();
    return this.closed;
  }

  private async finish(): Promise<void> {
    await Promise.allSettled(this.arriving);
    clearInterval(this.pulse);
    this.stopped ??= new LedgerUnavailable('the ledger is closed');
    await this.running;
    await this.storage.close();
  }

  /** A machine that slept heard nobody; the timer shows it by a tick that comes late. */
  private watchSleep(): NodeJS.Timeout {
    let tickedAt = Date.now();
    return setInterval(() => {
      if (Date.now() - tickedAt > LATE_TICK_MS) this.forgiveSilence();
      tickedAt = Date.now();
    }, TICK_MS).unref();
  }

  private async receive(raw: RawCommand): Promise<Answer> {
    if (this.stopped !== undefined) throw this.stopped;
    const received = await this.receiver.receive(raw);
    if (isRefusal(received)) return { accepted: false, id: String(raw.id), refusal: received };
    const { refusal, command } = received;
    if (refusal?.code === DISK_FULL && command.actor.startsWith('service:')) throw unavailable(refusal.message);
    return new Promise((resolve, reject) => this.enqueue({ kind: 'command', received, resolve, reject }));
  }

  private enqueue(item: Item): void {
    if (this.stopped !== undefined) return item.reject(this.stopped);
    this.queue.push(item);
    this.running ??= this.run();
  }

  private async run(): Promise<void> {
    await Promise.resolve();
    while (this.queue.length > 0) {
      await this.process(this.queue.splice(0, this.options.maxBatch ?? DEFAULT_MAX_BATCH));
    }
    // In the same turn in which the queue was seen empty: an item that arrives next starts a new run.
    this.running = undefined;
  }

  /** Together if possible; when the database refuses the batch, one by one, so that only the guilty one is refused. */
  private async process(items: readonly Item[]): Promise<void> {
    if (this.stopped !== undefined) return rejectAll(items, this.stopped);
    try {
      await this.commit(items);
    } catch (error) {
      this.recall.forget();
      if (error instanceof StorageFull) return refuseFull(items, error);
      if (error instanceof StorageBusy) return rejectAll(items, unavailable(error));
      if (!(error instanceof NotStorable)) return this.stop(error, items);
      const [alone, ...others] = items;
      if (alone !== undefined && others.length === 0) return this.refuseAlone(alone, error);
      for (const item of items) await this.process([item]);
    }
  }

  private async commit(items: readonly Item[]): Promise<void> {
    const commands = items.flatMap((item) => (item.kind === 'command' ? [item.received] : []));
    const beats = items.flatMap((item) => (item.kind === 'beat' ? [item.beat] : []));
    const known = await this.recall.known(commands, beats);
    const draft = new Draft(known, this.end, this.clock(), this.leaseTimes, this.hearingSince);
    const answers = items.map((item) => this.decide(draft, item));
    if (!draft.isEmpty) await this.storage.commit(draft.batch);
    this.recall.learn(draft);
    const appended = draft.head !== this.end;
    this.end = draft.head;
    for (const answer of answers) answer();
    if (appended) for (const listener of this.listeners) listener(draft.head);
  }

  /** Decides now; the returned function tells the sender, once that is true for good. */
  private decide(draft: Draft, item: Item): () => void {
    if (item.kind === 'beat') {
      const verdict = draft.beat(item.beat);
      return () => item.resolve(verdict);
    }
    const answer = this.decideCommand(draft, item.received);
    return () => item.resolve(answer);
  }

  private decideCommand(draft: Draft, received: Received): Answer {
    try {
      return draft.decide(received);
    } catch (error) {
      const { id } = received.command;
      this.options.onFault?.(error, id);
      const message = `the rules failed on this command, which is a fault of the lab: ${String(error)}`;
      return { accepted: false, id, refusal: refuse('undecidable', message) };
    }
  }

  private refuseAlone(item: Item, error: NotStorable): void {
    if (item.kind === 'beat') return item.reject(unavailable(error));
    const { id } = item.received.command;
    this.options.onFault?.(error, id);
    const message = `the log cannot store what this command carries: ${error.message}`;
    item.resolve({ accepted: false, id, refusal: refuse('not_storable', message) });
  }

  private stop(error: unknown, items: readonly Item[]): void {
    this.stopped = unavailable(error);
    rejectAll(items, this.stopped);
    rejectAll(this.queue.splice(0), this.stopped);
    this.options.onStopped?.(error);
  }
}

const isRefusal = (received: Received | Refusal): received is Refusal => 'code' in received;

const unavailable = (cause: unknown): LedgerUnavailable =>
  new LedgerUnavailable(cause instanceof Error ? cause.message : String(cause), { cause });

/** People get the reason; services are left without an answer, so that they ask again. */
function refuseFull(items: readonly Item[], error: StorageFull): void {
  for (const item of items) {
    const command = item.kind === 'command' ? item.received.command : undefined;
    if (item.kind === 'beat' || command === undefined || command.actor.startsWith('service:')) {
      item.reject(unavailable(error));
    } else {
      item.resolve({ accepted: false, id: command.id, refusal: refuse(DISK_FULL, `the log: ${error.message}`) });
    }
  }
}

const rejectAll = (items: readonly Item[], error: Error): void => {
  for (const item of items) item.reject(error);
};
