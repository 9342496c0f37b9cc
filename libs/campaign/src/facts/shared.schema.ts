import { LANGUAGES } from '@codecsmith/codec';
import { escapeUnsafe } from '@codecsmith/kernel';
import { z } from 'zod';

export const text = (maxLength: number) => z.string().overwrite(escapeUnsafe).max(maxLength);
export const digest = z.string().regex(/^[0-9a-f]{64}$/, 'a hex sha256 of 64 characters');
export const slug = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, 'letters, digits, _ and -, at most 100 characters');
export const quality = z.int().min(1).max(100);
export const language = z.enum(LANGUAGES);
export const artifact = z.object({ digest, sizeBytes: z.int().nonnegative() });

/** What a search spends. `tokens` are input and output together, as the provider counts them. */
export const amounts = z.object({
  evaluations: z.int().nonnegative(),
  tokens: z.int().nonnegative(),
  costUsd: z.number().nonnegative(),
  executorSeconds: z.number().nonnegative(),
});
export type Amounts = z.infer<typeof amounts>;

/** Upper limits; a resource that is left out is not limited. `wallSeconds` runs from the start, pauses included. */
export const budget = z.object({
  evaluations: z.int().positive().optional(),
  tokens: z.int().positive().optional(),
  costUsd: z.number().positive().optional(),
  executorSeconds: z.number().positive().optional(),
  wallSeconds: z.number().positive().optional(),
});
export type Budget = z.infer<typeof budget>;

const OPERATORS = ['seed', 'import', 'random', 'edit', 'rewrite', 'crossover', 'repair', 'sweep', 'promote'] as const;
export const operator = z.enum(OPERATORS);
export type Operator = z.infer<typeof operator>;

/** One random choice, so that it can be explained and repeated. */
export const draw = z.object({
  name: z.string().max(50),
  /** Uniform in [0, 1): f(campaign seed, proposal, name). Null where nothing random decided (the largest weight wins). */
  value: z.number().min(0).lt(1).nullable(),
  candidates: z.array(z.string().max(200)).min(1),
  weights: z.array(z.number()),
  chosen: z.string().max(200),
});
export type Draw = z.infer<typeof draw>;
