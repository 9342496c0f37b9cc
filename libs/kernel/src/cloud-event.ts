import canonicalize from 'canonicalize';
import { z } from 'zod';
import type { Fact } from './fact.ts';

/** Prefix of every CloudEvents `type` of this product, and of its bus subjects. */
export const NAMESPACE = 'lab.v1';

const SOURCE = '/codecsmith/ledger';

/** Attributes of a fact as it travels; unknown ones are additions and are kept. */
export const factEventSchema = z.looseObject({
  specversion: z.literal('1.0'),
  id: z.string(),
  source: z.string(),
  type: z.templateLiteral([`${NAMESPACE}.fact.`, z.string(), '.', z.string()]),
  subject: z.string(),
  time: z.iso.datetime(),
  schemaversion: z.int().positive(),
  version: z.int().positive(),
  position: z.int().positive(),
  causationid: z.string(),
  correlationid: z.string(),
  actor: z.string(),
  traceparent: z.string().optional(),
  hash: z.string().optional(),
  data: z.unknown(),
});

/** A fact as a CloudEvents 1.0 JSON object; its own attributes travel as extension attributes (lower case by that standard). */
export type FactEvent = z.infer<typeof factEventSchema>;

/** RFC 8785 text of a JSON value: the same value gives the same bytes everywhere. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('not a JSON value');
  return text;
}

/** The CloudEvent of a fact without its hash: what is stored, and what the hash covers. */
export function toFactEvent(fact: Omit<Fact, 'hash'>): FactEvent {
  return {
    specversion: '1.0',
    id: fact.id,
    source: SOURCE,
    type: `${NAMESPACE}.fact.${fact.aggregate}.${fact.type}`,
    subject: fact.aggregateId,
    time: fact.occurredAt,
    datacontenttype: 'application/json',
    schemaversion: fact.schemaVersion,
    version: fact.version,
    position: fact.position,
    causationid: fact.causationId,
    correlationid: fact.correlationId,
    actor: fact.actor,
    ...(fact.traceparent === undefined ? {} : { traceparent: fact.traceparent }),
    data: fact.data,
  };
}

/**
 * Reads a fact from its CloudEvent.
 *
 * @param hash the fact's hash, kept beside the text in the log; on the bus it travels as the extension attribute `hash`
 * @throws ZodError when an attribute is missing or of the wrong kind
 */
export function fromFactEvent(event: unknown, hash?: string): Fact {
  const parsed = factEventSchema.parse(event);
  const [aggregate, type] = parsed.type.slice(`${NAMESPACE}.fact.`.length).split('.') as [string, string];
  return {
    id: parsed.id,
    type,
    schemaVersion: parsed.schemaversion,
    aggregate,
    aggregateId: parsed.subject,
    version: parsed.version,
    position: parsed.position,
    occurredAt: parsed.time,
    causationId: parsed.causationid,
    correlationId: parsed.correlationid,
    actor: parsed.actor,
    ...(parsed.traceparent === undefined ? {} : { traceparent: parsed.traceparent }),
    data: parsed.data,
    hash: hash ?? parsed.hash ?? '',
  };
}
