import { experimentFacts } from '@codecsmith/experiment';
import { z } from 'zod';

const { CandidateCleared } = experimentFacts;
const remark = CandidateCleared.shape.warnings.element;

/** What the sanitizer says of a source that nobody has submitted. Lines and columns count from 1, in the text as sent. */
export const candidateReadingSchema = z.object({
  /** Whether it may run. */
  cleared: z.boolean(),
  language: z.string(),
  /** sha256 of the source as UTF-8: what it is stored under. */
  digest: z.string(),
  /** How it is called, and its family of coding tools; null where it may not run. */
  api: z.string().nullable(),
  family: z.string().nullable(),
  /** Why it may not run; empty where it may. */
  violations: z.array(
    z.object({ rule: z.string(), line: z.int(), column: z.int(), message: z.string(), advice: z.string() }),
  ),
  /** Repairs that the lab would make. */
  changes: CandidateCleared.shape.changes,
  /** What the jail will stop, or usually ends badly. */
  warnings: z.array(remark),
});
export type CandidateReading = z.infer<typeof candidateReadingSchema>;
