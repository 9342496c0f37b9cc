import { TRACKS } from '@codecsmith/codec';
import { clipReference, limits } from '@codecsmith/experiment';
import { LANES, type CommandUnion } from '@codecsmith/kernel';
import { z } from 'zod';
import { campaignFacts, forkedFrom, generator, importedSeed, ownPrompts } from '../facts/index.ts';
import { parameters } from '../facts/parameters.schema.ts';
import { steering } from '../facts/steering.schema.ts';
import { amounts, budget, language, quality, slug, text } from '../facts/shared.schema.ts';

/** As in the facts; null: 6, or 2 where models write and evaluations are few, so that each draft knows of those before it. */
const lag = parameters.shape.lag.unwrap().nullable().default(null);

const start = z.strictObject({
  goal: text(1000).nullable().default(null),
  seed: z.int().nonnegative().default(1),
  control: z.enum(['search', 'random']).default('search'),
  /** Without a language: JavaScript where the lab breeds by itself, Python where a model writes. */
  generator: z.strictObject({ ...generator.shape, language: language.optional() }).prefault({ provider: 'template' }),
  /** Tuning clips, by digest or name: the only ones a generator ever hears of. */
  clips: z.array(clipReference).min(1).max(16),
  /** Clips for the finished champion's verdict. */
  sealed: z.array(clipReference).max(16).default([]),
  /** With one clip and no other for the verdict: its last third is sealed, and the campaign flagged `weak_seal`. */
  sealLastThird: z.boolean().default(false),
  /** Notes on how the clips were chosen, such as `weak_seal`. */
  flags: z.array(z.string().max(50)).max(16).default([]),
  /** Frames of each clip on the cheap rung; null: 4, fewer for large frames. */
  excerptFrames: z.int().positive().nullable().default(null),
  /** Frames of each clip on the full rung and in the verdict; null: as many as fit two frame-megapixels, at least 4. */
  fullFrames: z.int().positive().nullable().default(null),
  /** Null: four and six that span the knob, or, of codecs on codeckit's engine, the range of the anchors. */
  excerptQualities: z.array(quality).min(1).max(16).nullable().default(null),
  qualities: z.array(quality).min(1).max(16).nullable().default(null),
  /** Whether two frames at two qualities sort out code that does not run, and rank what does; null: where code may not run. */
  smoke: z.boolean().nullable().default(null),
  track: z.enum(TRACKS).default('pure'),
  lane: z.enum(LANES).default('cpu'),
  limits: limits.default({}),
  budget: z
    .strictObject(budget.shape)
    .refine(
      (limit) => Object.values(limit).some((value) => value !== undefined),
      'a campaign needs a limit: evaluations, tokens, costUsd, executorSeconds or wallSeconds',
    ),
  parameters: z.strictObject({ ...parameters.shape, lag }).prefault({}),
  imports: z.array(importedSeed).max(64).default([]),
  hints: z.array(text(1000)).max(16).default([]),
  /** Prompt files of its own, by name: artifacts that were uploaded before. */
  prompts: ownPrompts.default({}),
  /** Of a fork: what it comes from. */
  forkedFrom: forkedFrom.nullable().default(null),
});

/** Every command a campaign takes, and the schema of its data. */
export const campaignCommands = {
  start,
  plan: campaignFacts.ProposalPlanned,
  /** Before every call that costs: a refusal `budget_exhausted` means do not call. */
  reserve: z.object({ reservation: slug, amounts: amounts.partial(), purpose: text(200) }),
  settle: z.object({ reservation: slug, spent: amounts.partial() }),
  crown: campaignFacts.ChampionCrowned.omit({ previous: true }),
  learn: campaignFacts.LessonLearned,
  'open-seal': campaignFacts.SealOpened.omit({ opening: true }),
  /** Whether a model is waited for: the reason, or null when that is over. */
  'report-model': z.object({ model: text(200), reason: text(1000).nullable() }),
  steer: z.strictObject({ steering }),
  pause: z.strictObject({ reason: text(1000).default('asked to') }),
  resume: z.strictObject({}),
  stop: z.strictObject({
    reason: z
      .object({ code: z.string().max(100), message: text(1000) })
      .default({ code: 'asked_to', message: 'stopped on request' }),
  }),
} as const;

export type CampaignCommandType = keyof typeof campaignCommands;
export type CampaignCommandData<T extends CampaignCommandType> = z.output<(typeof campaignCommands)[T]>;
/** What a sender may write: fields with a default may be left out. */
export type CampaignCommandInput<T extends CampaignCommandType> = z.input<(typeof campaignCommands)[T]>;

/** A command of a campaign after its data was parsed. */
export type CampaignCommand = CommandUnion<typeof campaignCommands, 'campaign'>;
