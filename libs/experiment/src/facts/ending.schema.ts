import { z } from 'zod';
import { environment } from './executing.schema.ts';
import { cause, digest, quality, text } from './shared.schema.ts';

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
export const experimentRetried = z.object({
  attempt: z.int().positive(),
  reason: text(1000),
  /** What became of the attempt before: its executor was lost, failed it, or was shut down. Older facts do not say. */
  because: z.enum(['lost', 'lab_fault', 'shutdown']).optional(),
});
export const experimentCancelled = z.object({ phase, reason: text(1000) });
export const experimentExpired = z.object({
  phase,
  holder: text(200).nullable(),
  lastSeenAt: z.iso.datetime().nullable(),
  reason: text(1000),
});

/** Somebody wants a completed experiment proved again. */
export const verificationRequested = z.object({ attempt: z.int().positive() });

/** One run done again: what the stored bitstream decodes to, and what encoding gives, now. */
const reexecutedRun = z.object({
  clip: digest,
  quality,
  /** Digest of a fresh encode; null when it failed. */
  bitstream: digest.nullable(),
  /** Digest of a fresh decode of the stored bitstream; null when it failed. */
  reconstruction: digest.nullable(),
  /** Why a side has no digest: damage named by its artifact, or how the candidate failed this time. */
  problems: z.array(text(1000)),
});

export const candidateReexecuted = z.object({
  attempt: z.int().positive(),
  runs: z.array(reexecutedRun).min(1),
  environment,
});

export const verification = z.object({
  matches: z.int().nonnegative(),
  differences: z.array(text(1000)),
  /** What a reader should know although nothing is wrong, such as an encoder that is known not to repeat itself. */
  notes: z.array(text(1000)).optional(),
  /** Whether encoding again gave the recorded bitstreams; null when it could not be tried. */
  deterministic: z.boolean().nullable().optional(),
});
