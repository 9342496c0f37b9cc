import { z } from 'zod';
import { api, artifact, color, digest, language, slug, text, track } from './shared.schema.ts';

const remark = z.object({ rule: z.string().max(100), line: z.int().nonnegative(), message: text(1000) });

/** What static analysis learned of the candidate. */
export const candidate = z.object({
  language,
  api,
  color,
  track,
  needs: z.array(z.string().max(50)),
  imports: z.array(z.string().max(200)),
  family: z.string().max(50),
  packageBytes: z.int().nonnegative(),
  /**
   * What the code would cost to send, compressed by LZMA: the program without comments and names, and all that can hold
   * data in it (literals, comments, names) together. Absent in facts of earlier releases.
   */
  charge: z.object({ sourceBytes: z.int().nonnegative(), tableBytes: z.int().nonnegative() }).optional(),
  complexity: z.number().nonnegative(),
});
export type Candidate = z.infer<typeof candidate>;

export const candidateCleared = z.object({
  /** The code that will run. */
  cleared: artifact,
  candidate,
  /** sha256 of the normalised syntax tree, literals kept: equal for copies that differ only in layout. */
  tree: digest,
  /** Experiment that had the same tree before, if any. */
  duplicateOf: slug.nullable(),
  changes: z.array(remark),
  warnings: z.array(remark),
  /** JSON array: author's line for each cleared line; null when they are the same. */
  lineMap: digest.nullable(),
});

const violation = z.object({
  rule: z.string().max(100),
  line: z.int().positive().nullable(),
  column: z.int().nonnegative().nullable(),
  message: text(2000),
  advice: text(2000),
});

export const candidateRejected = z.object({ violations: z.array(violation).min(1) });
