import { z } from 'zod';
import { artifact, budget, language, text } from './shared.schema.ts';

const words = text(1000).refine((value) => value.trim() !== '', 'at least one word');

/** What a person changes while a search runs. It holds for every proposal that is planned afterwards. */
export const steering = z.discriminatedUnion('kind', [
  /** A hint that all later prompts show. */
  z.strictObject({ kind: z.literal('hint'), text: words }),
  /** An approach that models must not try. */
  z.strictObject({ kind: z.literal('ban'), text: words }),
  /** The proposal whose code is bred from; null: the search chooses again. */
  z.strictObject({ kind: z.literal('pin'), number: z.int().positive().nullable() }),
  /** New limits of a budget, each above the one before. */
  z.strictObject({ kind: z.literal('extend'), budget: z.strictObject(budget.shape) }),
  /** A codec that the next proposal brings in. */
  z.strictObject({
    ...{ kind: z.literal('inject'), code: artifact, fileName: text(255) },
    language: language.nullable().default(null),
  }),
]);
export type Steering = z.infer<typeof steering>;

/** What is in force. */
export interface Course {
  readonly hints: readonly string[];
  readonly bans: readonly string[];
  /** Number of the proposal that is bred from. */
  readonly pinned: number | null;
  readonly injected: readonly Omit<Extract<Steering, { kind: 'inject' }>, 'kind'>[];
}

export const STRAIGHT: Course = { hints: [], bans: [], pinned: null, injected: [] };
