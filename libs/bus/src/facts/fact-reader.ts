import { fromFactEvent, LANES, type Fact } from '@codecsmith/kernel';
import { jetstreamManager, type JetStreamManager, type JsMsg, type StoredMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { readJson } from '../messages/read-command.ts';
import { aggregateOf, readData, type FactData, type FactType } from '../messages/vocabulary.ts';
import { RetryLater } from '../reactor/outcomes.ts';
import { factSubject } from '../topology/subjects.ts';
import type { StreamName } from '../topology/topology.ts';
import { FactFeed, type FactFeedOptions } from './fact-feed.ts';
import { followFacts } from './follow.ts';

const STREAM = 'FACTS' satisfies StreamName;
const NOT_YET_MS = 1_000;

/** Where the stream ends. */
export interface EndOfFacts {
  /** Position of the last fact. */
  readonly position: number;
  readonly hash: string | undefined;
}

/** The only reader of stream FACTS: programs that react to facts need no database. */
export class FactReader {
  readonly #nc: NatsConnection;
  readonly #actor: string;
  #opened: Promise<JetStreamManager> | undefined;

  /** @param actor `service:<name>` or `user:<name>`, the user of the connection */
  constructor(nc: NatsConnection, actor: string) {
    this.#nc = nc;
    this.#actor = actor;
  }

  /**
   * Data of the last fact of a type that an aggregate has. Facts that caused the one in hand are before it in the
   * stream, so a stream that is being refilled has them by the time the message is delivered again.
   *
   * @throws RetryLater while the stream does not have it
   */
  async last<Type extends FactType>(type: Type, aggregateId: string): Promise<FactData<Type>> {
    const found = await this.find(type, aggregateId);
    if (found === undefined) throw notYet(`${type} of ${aggregateId}`);
    return found;
  }

  /** As {@link last}; undefined when the stream does not have it. */
  async find<Type extends FactType>(type: Type, aggregateId: string): Promise<FactData<Type> | undefined> {
    const manager = await this.#manager();
    const found: Pick<StoredMsg, 'seq' | 'json'>[] = [];
    for (const subject of subjectsOf(type, aggregateId)) {
      const stored = await manager.direct.getMessage(STREAM, { last_by_subj: subject });
      if (stored !== null) found.push(stored);
    }
    const newest = found.toSorted((one, other) => other.seq - one.seq)[0];
    return newest && readData<Type>(factOf(newest));
  }

  /** Facts of an aggregate in order, of one type or of all, behind a position. */
  async history(
    { aggregate, aggregateId, type = '*' }: Pick<Fact, 'aggregate' | 'aggregateId'> & { readonly type?: string },
    after = 0,
  ): Promise<Fact[]> {
    const manager = await this.#manager();
    const subject = `lab.v1.fact.${aggregate}.${type}.${aggregateId}`;
    const facts: Fact[] = [];
    for (let position = after; ;) {
      const next = { seq: position + 1, next_by_subj: subject };
      const stored = await manager.streams.getMessage(STREAM, next);
      if (stored === null) return facts;
      facts.push(factOf(stored));
      position = stored.seq;
    }
  }

  /** Gives out the whole log from its first fact, then whatever follows, until it is closed. */
  follow(options: FactFeedOptions): FactFeed {
    return new FactFeed(this.#nc, this.#actor, options);
  }

  /** The last fact of the stream; undefined when it is empty. */
  async end(): Promise<EndOfFacts | undefined> {
    const { streams } = await this.#manager();
    const { last_seq: position, messages } = (await streams.info(STREAM)).state;
    if (messages === 0) return undefined;
    const last = await streams.getMessage(STREAM, { seq: position });
    return { position, hash: last === null ? undefined : hashOf(last) };
  }

  /**
   * Messages of the stream as they are, in order, both positions included; fewer where some are missing.
   *
   * @throws Error when the stream, or this user's durable, is made anew meanwhile
   */
  async *messages(from: number, to: number): AsyncGenerator<JsMsg> {
    if (to < from) return;
    const consumer = await followFacts(this.#nc, this.#actor, { from, acknowledge: 'none' });
    // Where the last messages are missing, none comes that would end the loop.
    if ((await consumer.info()).num_pending === 0) return;
    for await (const message of await consumer.consume({ abort_on_missing_resource: true })) {
      if (message.seq <= to) yield message;
      if (message.seq >= to || message.info.pending === 0) return;
    }
    throw new Error('the stream or the durable of this user was made anew while it was read');
  }

  #manager(): Promise<JetStreamManager> {
    this.#opened ??= jetstreamManager(this.#nc).catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }
}

/** The reason to deliver a message again: what it builds on is not in the stream yet. */
export const notYet = (what: string): RetryLater => new RetryLater(NOT_YET_MS, `${what} is not in the stream yet`);

/** Queued work has its lane in its subject. */
function subjectsOf(type: FactType, aggregateId: string): string[] {
  const address = { aggregate: aggregateOf(type), type, aggregateId };
  if (type !== 'ExecutionQueued') return [factSubject({ ...address, data: {} })];
  return LANES.map((lane) => factSubject({ ...address, data: { lane } }));
}

const factOf = (stored: Pick<StoredMsg, 'json'>): Fact => fromFactEvent(stored.json());

/** Undefined for what is no fact: a stream may hold anything until the ledger mends it. */
function hashOf({ data }: Pick<StoredMsg, 'data'>): string | undefined {
  try {
    return fromFactEvent(readJson(data)).hash;
  } catch {
    return undefined;
  }
}
