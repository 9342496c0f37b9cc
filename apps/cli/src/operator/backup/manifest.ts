import { z } from 'zod';

/** Raised when a program of before could not read what this one writes. */
export const FORMAT = 1;

const head = z.object({ position: z.int().nonnegative(), hash: z.string().length(64) });

/** First entry of a backup. */
export const manifestSchema = z.object({
  kind: z.literal('codecsmith-backup'),
  format: z.int().positive(),
  /** Version of the program that wrote it. */
  program: z.string(),
  madeAt: z.iso.datetime(),
  labId: z.string().nullable(),
  head,
  /** What a program must know in order to read the tables. */
  migrations: z.array(z.string()),
  tokens: z.boolean(),
  /** Artifacts that are here, and their bytes. */
  artifacts: z.int().nonnegative(),
  artifactBytes: z.int().nonnegative(),
});
export type Manifest = z.output<typeof manifestSchema>;

/** Last entry of a backup: without it the file was cut. */
export const endSchema = z.object({ facts: z.int().nonnegative(), artifacts: z.int().nonnegative() });
export type End = z.output<typeof endSchema>;

/** Names of the entries, in the order in which they come. */
export const ENTRY = {
  manifest: 'manifest.json',
  files: 'files/',
  artifacts: 'artifacts/',
  log: 'log/',
  end: 'end.json',
} as const;
