import { setTimeout as sleep } from 'node:timers/promises';
import { jetstream, type Consumer, type ConsumerMessages, type JetStreamClient, type JsMsg } from '@nats-io/jetstream';
import { millis, type NatsConnection } from '@nats-io/transport-node';
import { arrivedMessage, UnreadableMessage, type ArrivedMessage } from '../messages/read-command.ts';
import { quarantine } from '../messages/quarantine.ts';
import { DURABLE_BEAT_MS, durableBeat } from '../topology/subjects.ts';
import { durablePlan, type DurableName } from '../topology/topology.ts';
import { NotTried, Quarantine, RetryLater } from './outcomes.ts';
import { RedriveEndpoint } from './redrive-endpoint.ts';

/** One delivery of one message. */
export interface Delivery extends ArrivedMessage {
  /** Place in the stream; in FACTS it is the position. */
  readonly sequence: number;
  /** 1 at the first delivery. */
  readonly attempt: number;
  /** When the stream took it in, in ms since the epoch; undefined for a repeated delivery, which waited for its pause. */
  readonly publishedMs?: number | undefined;
  /** Aborted when a shutdown has no more time: stop, the message goes to another instance. */
  readonly signal: AbortSignal;
}

/**
 * Work that goes on once its message is acknowledged, because something else (a lease) answers for it from then on.
 * Nobody repeats it. Its slot stays taken until it is done, and a shutdown waits for it as for a handler.
 */
export type WorkAfterAck = () => Promise<void>;

export interface PullWorkerOptions {
  readonly durable: DurableName;
  /** Deliveries handled at a time by this instance; none is fetched beyond it. */
  readonly concurrency: number;
  /** Resolving acknowledges. {@link RetryLater} and {@link Quarantine} say otherwise; any other error is retried with backoff. */
  readonly handle: (delivery: Delivery) => Promise<WorkAfterAck | void>;
  readonly log: WorkerLog;
  /** Tries after which this message is given up: deliveries, less those that ended as {@link NotTried}. Default 10. */
  readonly deliveryLimit?: (delivery: Delivery) => number;
  /** Pause before the second, third, … delivery of work that failed. */
  readonly backoffMs?: readonly number[];
  /** How long a shutdown waits for running handlers before it aborts them. */
  readonly drainMs?: number;
  /** False while nothing may be fetched. */
  readonly isOpen?: () => boolean;
}

export interface WorkerLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface WorkerState {
  readonly durable: DurableName;
  /** Deliveries at a time, at most. */
  readonly slots: number;
  readonly inFlight: number;
  readonly mostInFlight: number;
  readonly handled: number;
  readonly failed: number;
  readonly quarantined: number;
  /** Why nothing can be fetched now, or undefined. */
  readonly unhealthyReason: string | undefined;
}

/** Also the longest that a shutdown waits for a fetch that brings nothing. */
const POLL_MS = 1_000;
const TROUBLE_PAUSE_MS = 500;
const CLOSED_PAUSE_MS = 200;
const RETURN_MS = POLL_MS + 500;
const ACK_MS = 5_000;
const ABORT_GRACE_MS = 1_000;
const DEFAULTS = {
  deliveryLimit: () => 10,
  backoffMs: [500, 2_000, 10_000, 30_000, 60_000],
  drainMs: 7_000,
  isOpen: () => true,
};

/**
 * Works through one durable: fetches no more than it can handle, renews long work, acknowledges only what was done,
 * retries, quarantines. Deliveries are counted before dispatch, so a message that kills this process is given up too.
 * A durable that vanishes is waited for: the ledger makes it again.
 */
export class PullWorker {
  private readonly options: Required<PullWorkerOptions>;
  private readonly js: JetStreamClient;
  private readonly running = new Set<Promise<void>>();
  private readonly abort = new AbortController();
  private readonly counts = { mostInFlight: 0, handled: 0, failed: 0, quarantined: 0 };
  private unhealthyReason: string | undefined = 'not started';
  private stopping = false;
  private loop: Promise<void> | undefined;
  private readonly redrive: RedriveEndpoint;
  private readonly nc: NatsConnection;
  private beating: NodeJS.Timeout | undefined;
  private pull: ConsumerMessages | undefined;
  /** Deliveries that were no tries, by the place of their message in the stream. */
  private readonly untried = new Map<number, number>();

  constructor(nc: NatsConnection, options: PullWorkerOptions) {
    this.options = { ...DEFAULTS, ...options };
    this.nc = nc;
    this.js = jetstream(nc);
    const take = (work: () => Promise<void>) => this.takeExtra(work);
    this.redrive = new RedriveEndpoint(nc, { ...this.options, take, signal: this.abort.signal });
  }

  get state(): WorkerState {
    const { durable, concurrency: slots } = this.options;
    return { durable, slots, ...this.counts, inFlight: this.running.size, unhealthyReason: this.unhealthyReason };
  }

  start(): void {
    this.loop ??= this.work();
    this.redrive.open();
    this.beating ??= setInterval(() => this.beat(), DURABLE_BEAT_MS).unref();
  }

  /** Fetches no more, waits for what runs, aborts it when the time is over. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.pull?.stop();
    clearInterval(this.beating);
    this.redrive.close();
    const timer = setTimeout(() => this.abort.abort(new Error('shutting down')), this.options.drainMs);
    await this.loop;
    const deadline = sleep(this.options.drainMs + ABORT_GRACE_MS, undefined, { ref: false });
    await Promise.race([Promise.all(this.running), deadline]);
    clearTimeout(timer);
  }

  /** Tells that this durable is worked through: the time limits of its messages count only then. */
  private beat(): void {
    if (this.unhealthyReason === undefined && this.options.isOpen() && !this.nc.isClosed()) {
      this.nc.publish(durableBeat(this.options.durable));
    }
  }

  private async work(): Promise<void> {
    while (!this.stopping) {
      try {
        const { durable } = this.options;
        const consumer = await this.js.consumers.get(durablePlan(durable).stream, durable);
        this.unhealthyReason = undefined;
        await this.drainConsumer(consumer);
      } catch (error) {
        await this.pauseAfter(error);
      }
    }
  }

  private async pauseAfter(error: unknown): Promise<void> {
    const unhealthyReason = error instanceof Error ? error.message : String(error);
    if (unhealthyReason !== this.unhealthyReason)
      this.options.log.warn({ durable: this.options.durable, unhealthyReason }, 'cannot fetch');
    this.unhealthyReason = unhealthyReason;
    if (!this.stopping) await sleep(TROUBLE_PAUSE_MS);
  }

  private async drainConsumer(consumer: Consumer): Promise<void> {
    const ackWaitMs = millis((await consumer.info(true)).config.ack_wait ?? 0);
    while (!this.stopping) {
      const free = this.options.concurrency - this.running.size;
      if (!this.options.isOpen()) await sleep(CLOSED_PAUSE_MS);
      else if (free <= 0) await Promise.race(this.running);
      else await this.fetch(consumer, free, ackWaitMs);
    }
  }

  private async fetch(consumer: Consumer, count: number, ackWaitMs: number): Promise<void> {
    this.pull = await consumer.fetch({ max_messages: count, expires: POLL_MS });
    for await (const message of this.pull) {
      // Later than this pull can live: it would get the message again, and a delivery is counted each time.
      if (this.stopping) message.nak(RETURN_MS);
      else this.begin(message, ackWaitMs);
    }
  }

  private begin(message: JsMsg, ackWaitMs: number): void {
    const task = this.process(message, ackWaitMs).finally(() => this.running.delete(task));
    this.running.add(task);
    this.counts.mostInFlight = Math.max(this.counts.mostInFlight, this.running.size);
  }

  /** Work that comes by another way than the stream; false when the hands are full. */
  private takeExtra(work: () => Promise<void>): boolean {
    if (this.stopping || this.running.size >= this.options.concurrency) return false;
    const task = work().finally(() => this.running.delete(task));
    this.running.add(task);
    return true;
  }

  private async process(message: JsMsg, ackWaitMs: number): Promise<void> {
    const renewal = setInterval(() => message.working(), Math.max(100, ackWaitMs / 3));
    const delivery = this.deliveryOf(message);
    const limit = this.options.deliveryLimit(delivery);
    const work = await this.tryOnce(delivery, limit).finally(() => clearInterval(renewal));
    if ('error' in work) return this.unlessUnsettled(message, this.settle(message, work.error, limit));
    this.counts.handled += 1;
    this.untried.delete(message.seq);
    await this.unlessUnsettled(message, message.ackAck({ timeout: ACK_MS }));
    await this.finish(message, work.afterwards);
  }

  private async tryOnce(
    delivery: Delivery,
    limit: number,
  ): Promise<{ readonly afterwards: WorkAfterAck | void } | { readonly error: unknown }> {
    try {
      if (this.triesOf(delivery.sequence, delivery.attempt) > limit)
        throw new Quarantine(`delivered ${limit} times without an outcome`);
      return { afterwards: await this.options.handle(delivery) };
    } catch (error) {
      return { error };
    }
  }

  /** An outcome that the server did not hear of is no failure of the work: the message comes again, and ids make that harmless. */
  private async unlessUnsettled(message: JsMsg, outcome: Promise<unknown>): Promise<void> {
    try {
      await outcome;
    } catch (err) {
      this.options.log.warn({ err, sequence: message.seq }, 'not settled; it will be delivered again');
    }
  }

  private async finish(message: JsMsg, afterwards: WorkAfterAck | void): Promise<void> {
    try {
      await afterwards?.();
    } catch (err) {
      this.options.log.warn({ err, sequence: message.seq }, 'work after the acknowledgement failed');
    }
  }

  private deliveryOf(message: JsMsg): Delivery {
    return {
      ...arrivedMessage(message),
      sequence: message.seq,
      attempt: message.info.deliveryCount,
      publishedMs: message.info.deliveryCount === 1 ? Number(message.info.timestampNanos) / 1e6 : undefined,
      signal: this.abort.signal,
    };
  }

  private async settle(message: JsMsg, error: unknown, limit: number): Promise<void> {
    if (this.abort.signal.aborted) return message.nak();
    const attempt = message.info.deliveryCount;
    const hopeless = error instanceof Quarantine || error instanceof UnreadableMessage;
    if (error instanceof NotTried) {
      this.untried.set(message.seq, (this.untried.get(message.seq) ?? 0) + 1);
      return message.nak(error.delayMs);
    }
    if (hopeless || this.triesOf(message.seq, attempt) >= limit) return this.giveUp(message, error);
    if (error instanceof RetryLater) return message.nak(error.delayMs);
    this.counts.failed += 1;
    const { backoffMs, durable, log } = this.options;
    const delayMs = backoffMs[Math.min(attempt, backoffMs.length) - 1] ?? 0;
    log.warn({ err: error, durable, subject: message.subject, attempt, delayMs }, 'failed, to be repeated');
    message.nak(delayMs);
  }

  /** The server counts deliveries; not each of them was a try. */
  private triesOf(sequence: number, deliveries: number): number {
    return deliveries - (this.untried.get(sequence) ?? 0);
  }

  private async giveUp(message: JsMsg, error: unknown): Promise<void> {
    const { durable, log } = this.options;
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const { stream, deliveryCount: deliveries } = message.info;
    const given = {
      stream,
      sequence: message.seq,
      subject: message.subject,
      deliveries,
      headers: Object.fromEntries(message.headers ?? []),
      data: message.data,
    };
    await quarantine(this.js, durable, given, reason);
    this.untried.delete(message.seq);
    this.counts.quarantined += 1;
    log.warn({ durable, subject: message.subject, sequence: message.seq, deliveries, reason }, 'quarantined');
    // Without a reason: servers before 2.11 ignore a termination that carries one.
    message.term();
  }
}
