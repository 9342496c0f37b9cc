import { z } from 'zod';

const share = z.number().min(0).max(1);

/** Knobs of the search; the defaults come from a study of FunSearch, AlphaEvolve, OpenEvolve and ShinkaEvolve. */
export const parameters = z.object({
  /** Proposals that are deliberately different simple codecs, before any selection. */
  seeds: z.int().min(1).max(64).default(4),
  /** Populations that breed apart; null: 4, or 1 in campaigns of fewer than 200 evaluations. */
  islands: z.int().min(1).max(16).nullable().default(null),
  operators: z
    .object({
      edit: share.default(0.5),
      rewrite: share.default(0.25),
      crossover: share.default(0.1),
      repair: share.default(0.15),
      /** Another value of a number that a parent's code marks as tunable: no model is asked. */
      sweep: share.default(0.2),
    })
    .prefault({}),
  /** Selection pressure λ in sigmoid(λ·(score−median)/MAD). */
  lambda: z.number().min(0).max(50).default(2),
  /** Share of parents that are drawn uniformly. */
  uniformShare: share.default(0.15),
  /** Lower bound of the MAD in score points; null: 0.1, or 0.5 in campaigns of fewer than 200 evaluations. */
  madFloor: z.number().positive().nullable().default(null),
  /** Contenders of one rung that an island needs before that rung decides over parents. */
  minPeers: z.int().min(1).default(4),
  /** Proposal k sees the concluded proposals up to k − lag. */
  lag: z.int().min(1).max(64).default(6),
  /** Proposals that may be under way at once. */
  concurrency: z.int().min(1).max(64).default(4),
  resamples: z.int().min(0).max(5).default(2),
  /** One in `eta` results of a rung is promoted, once there are `eta` of them. */
  eta: z.int().min(2).max(10).default(3),
  /** Last proposals, kept for promoting the best that was found; null: one in 15, at least one a rung. */
  finals: z.int().min(0).nullable().default(null),
  lessonEvery: z.int().min(1).default(10),
  lessonsKept: z.int().min(0).max(20).default(5),
  lessonLife: z.int().min(1).default(30),
  migrateEvery: z.int().min(1).default(20),
  resetAfter: z.int().min(1).default(40),
  /** Exploration constant of the model choice. */
  ucb: z.number().min(0).default(1),
  /** So many failed drafts in a row, in a role, and the dearest model of the role is asked until one works; null: never. */
  escalateAfter: z.int().min(1).nullable().default(3),
  /** Models with the role plan that vote on the ideas of the one that plans. */
  voters: z.int().min(0).max(7).default(0),
  /** Upper bounds of the first three of four bins of static complexity (syntax nodes). */
  complexityBins: z.tuple([z.number(), z.number(), z.number()]).default([1500, 3000, 6000]),
  /** Stop when the champion reaches this score; null: never. */
  targetScore: z.number().nullable().default(null),
  /** Stop after so many results without a better champion; null: never. */
  stopAfterStagnant: z.int().min(1).nullable().default(null),
  /** Stop when so many drafts in a row failed: the generator does not work. */
  stopAfterUndrafted: z.int().min(1).default(8),
  /**
   * Tries that one draft of a model gets before it counts: its code runs on the first rung's clips while the model waits,
   * and a refusal or a crash goes back to it. 0: none.
   */
  trials: z.int().min(0).max(8).default(3),
  /** A draft asks for no further answer once its conversation has spent so many tokens. */
  trialTokens: z.int().min(0).default(200_000),
  /** Executor seconds set aside for one evaluation until its true cost is known. */
  reservedExecutorSeconds: z.number().min(0).default(60),
});
export type Parameters = z.infer<typeof parameters>;
