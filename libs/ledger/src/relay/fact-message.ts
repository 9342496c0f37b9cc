import { factSubject } from '@codecsmith/bus';
import { headers, type MsgHdrs } from '@nats-io/transport-node';

/** A fact as the log holds it. */
export interface LoggedFact {
  readonly position: number;
  readonly aggregate: string;
  readonly aggregateId: string;
  readonly type: string;
  /** Canonical JSON of the CloudEvent, without hash. */
  readonly event: string;
  readonly hash: string;
}

/** A fact as the bus carries it. */
export interface FactMessage {
  readonly appendedMs: number;
  /** Id of the fact: the bus keeps one message of an id. */
  readonly id: string;
  readonly subject: string;
  readonly payload: string;
  readonly headers: MsgHdrs;
}

/** What the relay reads of an event. */
interface EventHead {
  readonly id: string;
  /** When it was appended. */
  readonly time: string;
  readonly traceparent?: string;
  readonly data: unknown;
}

/** A message that a stream holds. */
export interface StoredMessage {
  readonly sequence: number;
  readonly subject: string;
  readonly data: Uint8Array;
}

/** Whether a message is the fact's, byte for byte. */
export function isSameMessage(fact: LoggedFact, { subject, data }: StoredMessage): boolean {
  const message = factMessage(fact);
  return message.subject === subject && Buffer.from(message.payload).equals(data);
}

/** The message of a fact; its payload is the CloudEvent with its hash as an extension attribute. */
export function factMessage(fact: LoggedFact): FactMessage {
  const event = JSON.parse(fact.event) as EventHead;
  const carried = headers();
  carried.set('content-type', 'application/cloudevents+json');
  if (event.traceparent !== undefined) carried.set('traceparent', event.traceparent);
  return {
    appendedMs: Date.parse(event.time),
    id: event.id,
    subject: factSubject({ ...fact, data: event.data }),
    payload: `${fact.event.slice(0, -1)},"hash":"${fact.hash}"}`,
    headers: carried,
  };
}
