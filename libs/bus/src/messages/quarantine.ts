import type { JetStreamClient } from '@nats-io/jetstream';
import { z } from 'zod';
import { quarantineSubject } from '../topology/subjects.ts';

/** What stands in stream QUARANTINE: the message as it came, and why it could not be handled. */
export const quarantinedSchema = z.object({
  /** The durable that gave it up. */
  origin: z.string(),
  stream: z.string(),
  sequence: z.int(),
  subject: z.string(),
  deliveries: z.int(),
  reason: z.string(),
  quarantinedAt: z.iso.datetime(),
  headers: z.record(z.string(), z.array(z.string())),
  /** The payload; `base64` when it is not UTF-8 text. */
  encoding: z.enum(['utf8', 'base64']),
  payload: z.string(),
});
export type Quarantined = z.output<typeof quarantinedSchema>;

/** The parts of a delivery that quarantine keeps. */
export interface GivenUp {
  readonly stream: string;
  /** Place in the stream; 0 when it came by none. */
  readonly sequence: number;
  readonly subject: string;
  readonly deliveries: number;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly data: Uint8Array;
}

const REASON_CHARS = 2_000;

/** Copies a message to QUARANTINE; resolves once the server has it. A repeat within minutes is stored once. */
export async function quarantine(js: JetStreamClient, origin: string, message: GivenUp, reason: string): Promise<void> {
  const record: Quarantined = {
    origin,
    stream: message.stream,
    sequence: message.sequence,
    subject: message.subject,
    deliveries: message.deliveries,
    reason: reason.slice(0, REASON_CHARS),
    quarantinedAt: new Date().toISOString(),
    headers: Object.fromEntries(Object.entries(message.headers).map(([name, values]) => [name, [...values]])),
    ...asText(message.data),
  };
  const once = message.sequence > 0 ? { msgID: `${origin}:${message.stream}:${message.sequence}` } : {};
  await js.publish(quarantineSubject(origin), JSON.stringify(record), once);
}

function asText(data: Uint8Array): Pick<Quarantined, 'encoding' | 'payload'> {
  try {
    return { encoding: 'utf8', payload: new TextDecoder('utf-8', { fatal: true }).decode(data) };
  } catch {
    return { encoding: 'base64', payload: Buffer.from(data).toString('base64') };
  }
}
