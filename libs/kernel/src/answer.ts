import { z } from 'zod';
import { issuedLeaseSchema } from './lease.ts';
import type { ReadonlyDeep } from './read-only.ts';
import { refusalSchema } from './refusal.ts';

/** The decision is committed and is never lost. */
export const acceptedSchema = z.object({
  accepted: z.literal(true),
  /** Id of the command. */
  id: z.string(),
  aggregateId: z.string(),
  /** Version of the aggregate after the decision. */
  version: z.int().nonnegative(),
  /** Position of the log after the decision. */
  position: z.int().nonnegative(),
  /** Types of the appended facts, in order; empty when there was nothing to change. */
  facts: z.array(z.string()),
  /** This id was accepted before; this is that answer again. */
  repeated: z.boolean(),
  /** Present while the lease that the command was granted is alive. */
  lease: issuedLeaseSchema.optional(),
});
export type Accepted = ReadonlyDeep<z.output<typeof acceptedSchema>>;

/** Nothing changed. The same id may be sent again and is then decided afresh. */
export const refusedSchema = z.object({ accepted: z.literal(false), id: z.string(), refusal: refusalSchema });
export type Refused = ReadonlyDeep<z.output<typeof refusedSchema>>;

/** What the ledger answers to a command, after its commit. */
export const answerSchema = z.discriminatedUnion('accepted', [acceptedSchema, refusedSchema]);
export type Answer = ReadonlyDeep<z.output<typeof answerSchema>>;
