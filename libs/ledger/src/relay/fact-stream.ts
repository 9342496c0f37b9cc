import {
  jetstream,
  JetStreamApiCodes,
  JetStreamApiError,
  jetstreamManager,
  type JetStreamClient,
  type JetStreamManager,
} from '@nats-io/jetstream';
import { openSpan, type OpenSpan } from '@codecsmith/observability';
import type { NatsConnection } from '@nats-io/transport-node';
import { factMessage, type FactMessage, type LoggedFact } from './fact-message.ts';

const PUBLISH_TIMEOUT_MS = 5_000;

/** Where a stream ends. `whole`: it holds every message from the first on, as a stream without limits must. */
export interface StreamEnd {
  readonly sequence: number;
  readonly whole: boolean;
}

/** The stream that carries the log: sequence = position. */
export class FactStream {
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
      const { state } = await this.manager.streams.info(this.name);
      const whole = state.messages === state.last_seq && (state.messages === 0 || state.first_seq === 1);
      return { sequence: state.last_seq, whole };
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

  /** Hash of the fact at a sequence, as its message tells it; undefined when there is no such message or hash. */
  async hashAt(sequence: number): Promise<string | undefined> {
    const message = await this.manager.streams.getMessage(this.name, { seq: sequence });
    const event = message?.json<{ hash?: unknown }>();
    return typeof event?.hash === 'string' ? event.hash : undefined;
  }

  /**
   * Publishes facts that follow the stream's end, many in flight; the server takes each only right behind the one before.
   *
   * @throws Error when any of them was not stored at its position
   */
  async append(facts: readonly LoggedFact[]): Promise<void> {
    const outcomes = await Promise.allSettled(facts.map((fact) => this.publish(fact)));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }

  private async publish(fact: LoggedFact): Promise<void> {
    const message = factMessage(fact);
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
