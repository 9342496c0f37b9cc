import { z } from 'zod';

/** A command on the wire: CloudEvents-friendly JSON, of which only `id` and `data` are required. */
export const wireCommandSchema = z.looseObject({
  /** Chosen by the sender, kept on every repeat. */
  id: z.string().min(1).max(400),
  /** The aggregate's id; may be left out where the ledger derives it. */
  subject: z.string().min(1).max(200).optional(),
  /** Who asks: `user:<name>` or `service:<name>`. */
  source: z.string().min(1).max(200).optional(),
  correlationid: z.string().max(200).optional(),
  traceparent: z.string().max(200).optional(),
  specversion: z.literal('1.0').optional(),
  data: z.unknown().refine((data) => data !== undefined, 'is required'),
});

const leaseSchema = z.object({
  token: z.string().regex(/^[0-9a-f]{32}$/),
  ttlMs: z.int().positive(),
  beatMs: z.int().positive(),
});

const refusalSchema = z.object({
  code: z.string(),
  message: z.string(),
  field: z.string().optional(),
  allowed: z.array(z.string()).optional(),
});

/** What the ledger answers to an ask, after its commit. */
export const answerSchema = z.discriminatedUnion('accepted', [
  z.object({
    accepted: z.literal(true),
    id: z.string(),
    aggregateId: z.string(),
    version: z.int().nonnegative(),
    position: z.int().nonnegative(),
    facts: z.array(z.string()),
    repeated: z.boolean(),
    lease: leaseSchema.optional(),
  }),
  z.object({ accepted: z.literal(false), id: z.string(), refusal: refusalSchema }),
]);
export type Answer = z.output<typeof answerSchema>;

/** A sign of life from the holder of a lease. */
export const leaseBeatSchema = z.object({
  aggregateId: z.string(),
  attempt: z.int().positive(),
  token: z.string(),
  executor: z.string(),
});
export type LeaseBeat = z.output<typeof leaseBeatSchema>;

export const beatVerdictSchema = z.discriminatedUnion('verdict', [
  z.object({ verdict: z.literal('continue'), ttlMs: z.int().positive() }),
  z.object({ verdict: z.literal('stop'), reason: z.enum(['cancelled', 'fenced', 'concluded', 'unknown']) }),
]);
export type BeatVerdict = z.output<typeof beatVerdictSchema>;
