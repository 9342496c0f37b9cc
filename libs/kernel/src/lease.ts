import { z } from 'zod';
import type { ReadonlyDeep } from './read-only.ts';

/** The right to work on one attempt. It is given once, to the sender of the accepted command, and stored hashed. */
export const issuedLeaseSchema = z.object({
  /** 128 random bits. */
  token: z.string().regex(/^[0-9a-f]{32}$/),
  /** Without a heartbeat for this long the attempt may be given to another. */
  ttlMs: z.int().positive(),
  /** How often to send a heartbeat. */
  beatMs: z.int().positive(),
});
export type IssuedLease = ReadonlyDeep<z.output<typeof issuedLeaseSchema>>;

/** A heartbeat of the holder of a lease. */
export const leaseBeatSchema = z.object({
  aggregateId: z.string(),
  attempt: z.int().positive(),
  token: z.string(),
  executor: z.string(),
});
export type LeaseBeat = ReadonlyDeep<z.output<typeof leaseBeatSchema>>;

/** Why a holder must stop; `fenced`: the attempt was given up or belongs to another. */
export const stopReasonSchema = z.enum(['cancelled', 'fenced', 'concluded', 'unknown']);
export type StopReason = z.output<typeof stopReasonSchema>;

/** The ledger's answer to a heartbeat. */
export const beatVerdictSchema = z.discriminatedUnion('verdict', [
  z.object({ verdict: z.literal('continue'), ttlMs: z.int().positive() }),
  z.object({ verdict: z.literal('stop'), reason: stopReasonSchema }),
]);
export type BeatVerdict = ReadonlyDeep<z.output<typeof beatVerdictSchema>>;
