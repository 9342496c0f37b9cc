import {
  AckPolicy,
  jetstream,
  JetStreamApiCodes,
  JetStreamApiError,
  jetstreamManager,
  type JetStreamClient,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { openSpan, type OpenSpan } from '@codecsmith/observability';
import type { NatsConnection } from '@nats-io/transport-node';
import type { DurableMark } from './durable-marks.ts';
import { factMessage, isSameMessage, type FactMessage, type LoggedFact, type StoredMessage } from './fact-message.ts';

const PUBLISH_TIMEOUT_MS = 5_000;

/** Where a stream ends. `whole`: it holds every message from the first on, as a stream without limits must. */
export interface StreamEnd {
  readonly sequence: number;
  readonly whole: boolean;
  /** When the stream was made: another time means another stream. */
  readonly created: string;
}

/** The stream that carries the log: sequence = position. */
export class FactStream {
  /** Contents of the batch in flight and of the one before it: what a subscription hears may be late. */
  private recent: readonly ReadonlySet<string>[] = [];

  private constructor(
    private readonly name: string,
    private readonly manager: JetStreamManager,
    private readonly client: JetStreamClient,
  ) {}

  static async open(connection: NatsConnection, name: string): Promise<FactStream> {
    const options = { timeout: PUBLISH_TIMEOUT_MS };
    return new FactStream(name, await jetstreamManager(connection, options), jetstream(connection, options));
  }

  /** Undefined when the stream does not exist. */
  async end(): Promise<StreamEnd | undefined> {
    try {
      const { state, created } = await this.manager.streams.info(this.name);
      const whole = state.messages === state.last_seq && (state.messages === 0 || state.first_seq === 1);
      return { sequence: state.last_seq, whole, created: String(created) };
    } catch (error) {
      if (error instanceof JetStreamApiError && error.code === JetStreamApiCodes.StreamNotFound) return undefined;
      throw error;
    }
  }

  /** A durable that was delivered messages which the stream no longer has: it would let the next ones pass unseen. */
  async durableAhead(sequence: number): Promise<string | undefined> {
    for await (const durable of this.manager.consumers.list(this.name)) {
      if (durable.delivered.stream_seq > sequence) return durable.name;
    }
    return undefined;
  }

  /** Durables that remember a place. */
  async durables(): Promise<DurableMark[]> {
    const found: DurableMark[] = [];
    for await (const { name, config, ack_floor: floor } of this.manager.consumers.list(this.name)) {
      if (config.durable_name === undefined || config.ack_policy === AckPolicy.None) continue;
      found.push({ name, acknowledged: floor.stream_seq, config });
    }
    return found;
  }

  /** Undefined when there is no message at the sequence. */
  async messageAt(sequence: number): Promise<StoredMessage | undefined> {
    const message = await this.manager.streams.getMessage(this.name, { seq: sequence });
    return message === null ? undefined : { sequence: message.seq, subject: message.subject, data: message.data };
  }

  /** Messages from a sequence on; fewer where one is missing. */
  async window(from: number, count: number): Promise<StoredMessage[]> {
    const all = await Promise.all(Array.from({ length: count }, (_, index) => this.messageAt(from + index)));
    return all.filter((message) => message !== undefined);
  }

  /** Whether this process publishes, or has just published, a message with this content. */
  isOwn(data: Uint8Array): boolean {
    return this.recent.some((payloads) => payloads.has(Buffer.from(data).toString()));
  }

  /**
   * Publishes facts that follow the stream's end, many in flight; the server takes each only right behind the one before.
   *
   * @throws Error when any of them was not stored at its position
   */
  async append(facts: readonly LoggedFact[]): Promise<void> {
    const messages = facts.map((fact) => [fact, factMessage(fact)] as const);
    this.recent = [new Set(messages.map(([, { payload }]) => payload)), this.recent[0] ?? new Set()];
    const outcomes = await Promise.allSettled(messages.map(([fact, message]) => this.publish(fact, message)));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }

  private async publish(fact: LoggedFact, message: FactMessage): Promise<void> {
    const span = spanOf(fact, message);
    if (span !== undefined) message.headers.set('traceparent', span.traceparent);
    const ack = await this.client.publish(message.subject, message.payload, {
      msgID: message.id,
      headers: message.headers,
      expect: { lastSequence: fact.position - 1 },
      retries: 1,
      timeout: PUBLISH_TIMEOUT_MS,
    });
    span?.end({});
    if (ack.seq !== fact.position) {
      throw new Error(`position ${fact.position} is at sequence ${ack.seq} of stream ${this.name}`);
    }
    // The server keeps one message of an id: this one may have come from somebody else.
    if (!ack.duplicate) return;
    const stored = await this.messageAt(fact.position);
    if (stored === undefined || !isSameMessage(fact, stored)) {
      throw new Error(`position ${fact.position} is taken by another message with the id ${message.id}`);
    }
  }
}

/** A fact that is published later than this after its commit belongs to a refill, which no trace follows. */
const FRESH_MS = 300_000;

/** From the commit of a fact until the bus has it; whoever handles the message continues this span. */
function spanOf({ type }: LoggedFact, { headers, appendedMs }: FactMessage): OpenSpan | undefined {
  const parent = headers.get('traceparent');
  if (parent === '' || Date.now() - appendedMs > FRESH_MS) return undefined;
  return openSpan(`relay ${type}`, { kind: 'producer', parent, startMs: appendedMs });
}
