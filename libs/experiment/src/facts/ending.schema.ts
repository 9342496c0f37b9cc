import { z } from 'zod';
import { cause, text } from './shared.schema.ts';

export const OUTCOMES = [
  'completed',
  'rejected',
  'not_drafted',
  'crashed',
  'timed_out',
  'out_of_memory',
  'output_invalid',
  'jail_violated',
  'measurement_failed',
  'cancelled',
  'expired',
] as const;
export const outcome = z.enum(OUTCOMES);
export type Outcome = z.infer<typeof outcome>;

export const phase = z.enum(['drafting', 'sanitizing', 'queued', 'executing', 'measuring', 'concluded']);
export type Phase = z.infer<typeof phase>;

export const experimentConcluded = z.object({ outcome, cause: cause.nullable(), score: z.number().nullable() });
export const experimentRetried = z.object({ attempt: z.int().positive(), reason: text(1000) });
export const experimentCancelled = z.object({ phase, reason: text(1000) });
export const experimentExpired = z.object({
  phase,
  holder: text(200).nullable(),
  lastSeenAt: z.iso.datetime().nullable(),
  reason: text(1000),
});
export const verification = z.object({ matches: z.int().nonnegative(), differences: z.array(text(1000)) });
