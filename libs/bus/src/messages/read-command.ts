import type { RawCommand } from '@codecsmith/kernel';
import type { JsMsg } from '@nats-io/jetstream';
import type { Msg } from '@nats-io/transport-node';
import type { z } from 'zod';
import { addressOf, commandSubject } from '../topology/subjects.ts';
import { wireCommandSchema } from './command.schema.ts';

/** What it takes to read a message. */
export interface ArrivedMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  /** First value of a header; empty when it has none. */
  readonly header: (name: string) => string;
}

export const arrivedMessage = ({ subject, data, headers }: Msg | JsMsg): ArrivedMessage => ({
  subject,
  data,
  headers: Object.fromEntries(headers ?? []),
  header: (name) => headers?.get(name) ?? '',
});

/** A message that no repeat can make right. */
export class UnreadableMessage extends Error {
  override readonly name = 'UnreadableMessage';
}

/**
 * Reads a command from the bus; aggregate, verb and sender come from the subject.
 *
 * @throws UnreadableMessage naming what is wrong
 */
export function readCommand(subject: string, bytes: Uint8Array, traceHeader?: string): RawCommand {
  const address = addressOf(subject);
  if (!address)
    throw new UnreadableMessage(
      `unknown subject ${subject}; allowed: lab.v1.cmd.<aggregate>.<verb>.<service or user>.<name>`,
    );
  const wire = parseWith(wireCommandSchema, readJson(bytes));
  const type = commandSubject(address);
  if (wire.type !== undefined && wire.type !== type) {
    throw new UnreadableMessage(`type: ${JSON.stringify(wire.type)}; allowed on this subject: ${type}`);
  }
  return {
    id: wire.id,
    aggregate: address.aggregate,
    type: address.verb,
    aggregateId: wire.subject,
    actor: address.actor,
    correlationId: wire.correlationid,
    traceparent: wire.traceparent ?? (traceHeader === '' ? undefined : traceHeader),
    token: wire.token,
    data: wire.data,
  };
}

/** As {@link readCommand}, for a message whichever way it came. */
export const readArrived = ({ subject, data, header }: ArrivedMessage): RawCommand =>
  readCommand(subject, data, header('traceparent'));

/**
 * Strict UTF-8 and JSON.
 *
 * @throws UnreadableMessage
 */
export function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new UnreadableMessage(`not UTF-8 JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** @throws UnreadableMessage with every field that is wrong */
export function parseWith<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.') || '(message)'}: ${message}`);
  throw new UnreadableMessage(problems.join('; '));
}
