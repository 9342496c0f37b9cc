import { z } from 'zod';
import { generatorName } from '../generators.ts';
import { title } from './annotating.schema.ts';
import {
  anchorEncoder,
  artifact,
  cause,
  clip,
  digest,
  language,
  lane,
  limits,
  quality,
  slug,
  text,
  track,
} from './shared.schema.ts';

/** Where the candidate comes from. */
const source = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('submitted'),
    code: artifact,
    fileName: text(255),
    language: language.nullable(),
  }),
  z.object({
    kind: z.literal('generated'),
    provider: generatorName,
    /** Names the draw: the same provider and seed give the same candidate. */
    seed: text(200),
  }),
]);

export const experimentRequested = z.object({
  source,
  clips: z.array(clip).min(1),
  qualities: z.array(quality).min(1),
  track: track.nullable(),
  limits,
  lane,
  campaign: slug.nullable(),
  parents: z.array(slug),
  operator: z.string().max(50).nullable(),
  /** Compared with, besides x264, which every score is taken against. */
  anchors: z.array(anchorEncoder).default([]),
  /** As the request gave it; absent where nobody gave one. */
  name: title.optional(),
});

/** Of all calls of one conversation, as the provider counted them. */
const tokens = z.object({ input: z.int().nonnegative(), output: z.int().nonnegative() });
const costUsd = z.number().nonnegative();

/** Code that was run while its author, a model, waited. */
const trial = z.object({
  /** The answer that sent the code: 1, 2, … */
  turn: z.int().positive(),
  /** The experiment that ran it. */
  experimentId: slug,
  /** `executed`, the outcome of a failure, or `not_run` where the lab could not try it. */
  outcome: text(50),
  /** What was wrong, or why it was not run; null where it worked. */
  message: text(4000).nullable(),
});
const trials = z.array(trial).max(16).default([]);

/** What another model was asked for a draft, beside the conversation that wrote its code. */
const consultation = z.object({
  role: z.enum(['plan', 'vote', 'summarise']),
  model: text(200),
  prompt: digest,
  reply: digest,
  tokens,
  costUsd,
  /** The idea that was chosen, the idea that it voted for, its summary; null where nothing usable came. */
  said: text(4000).nullable(),
});
const consultations = z.array(consultation).max(16).default([]);

/** A number of the code that its author lets the lab vary. */
const tunable = z.object({ name: text(200), value: z.number(), low: z.number(), high: z.number() });

export const candidateDrafted = z.object({
  code: artifact,
  fileName: text(255),
  language: language.nullable(),
  provider: z.string().max(50),
  model: text(200).nullable(),
  prompt: digest.nullable(),
  reply: digest.nullable(),
  tokens: tokens.nullable(),
  costUsd: costUsd.nullable(),
  hypothesis: text(10_000).nullable(),
  expected: text(2000).nullable(),
  trials,
  consultations,
  tunables: z.array(tunable).max(32).default([]),
});

/** Where a model was asked, all that it cost and said is kept here as with a draft. */
export const draftingFailed = z.object({
  cause,
  model: text(200).nullable().default(null),
  prompt: digest.nullable().default(null),
  reply: digest.nullable().default(null),
  tokens: tokens.nullable().default(null),
  costUsd: costUsd.nullable().default(null),
  trials,
  consultations,
});
