import { TRACKS } from '@codecsmith/codec';
import { alteration, ANCHOR_MODES, clip, generatorName, limits } from '@codecsmith/experiment';
import { LANES, type FactUnion } from '@codecsmith/kernel';
import { z } from 'zod';
import { PROMPT_NAMES } from '../prompt-names.ts';
import { parameters } from './parameters.schema.ts';
import { steering } from './steering.schema.ts';
import { amounts, artifact, budget, digest, draw, language, operator, quality, slug, text } from './shared.schema.ts';

/** What a model may be asked for: new candidates and changes, repairs, the idea before the code, what the results show. */
export const ROLES = ['write', 'repair', 'plan', 'summarise'] as const;

/** A model that may be asked, and its price. */
const model = z.object({
  name: text(200),
  inputUsdPerMillion: z.number().nonnegative().default(0),
  outputUsdPerMillion: z.number().nonnegative().default(0),
  roles: z.array(z.enum(ROLES)).min(1).default(['write', 'repair']),
  /** At equal gains for its cost it is asked so many times as often as a model of share 1. */
  share: z.number().positive().max(100).default(1),
});
export type Model = z.infer<typeof model>;

export const generator = z.object({
  provider: generatorName,
  language: language.default('python'),
  /** Of the codecs that the template breeds in JavaScript. */
  mode: z.enum(ANCHOR_MODES).default('all-intra'),
  models: z.array(model).max(64).default([]),
});

/** Prompt files of a campaign's own, in place of those that come with the lab. */
export const ownPrompts = z.partialRecord(z.enum(PROMPT_NAMES), artifact);

/** One step of the cascade. `frames` below a clip's own count means its excerpt of that length. */
const rung = z.object({
  name: z.string().max(50),
  clips: z.array(z.object({ of: digest, frames: z.int().positive() })).min(1),
  qualities: z.array(quality).min(1),
  /** Who goes on: everything that works, whatever is better than its parent or the median, or the best third. */
  promote: z.enum(['all', 'better', 'best']),
});
export type Rung = z.infer<typeof rung>;

export const importedSeed = z.object({ code: artifact, fileName: text(255), language: language.nullable() });

export const forkedFrom = z.object({ campaign: slug, number: z.int().positive() });

const campaignStarted = z.object({
  goal: text(1000).nullable(),
  seed: z.int().nonnegative(),
  /** `random`: the same cascade and budget, but every candidate is a fresh uniform sample. */
  control: z.enum(['search', 'random']),
  generator,
  clips: z.array(clip).min(1),
  sealed: z.array(clip),
  /** Where a campaign has one clip only: the first frame of its sealed part, which no rung shows. */
  sealedFrom: z.int().positive().nullable().default(null),
  /** Frames of each clip on the full rung and in the verdict, as asked for; null: what `fullFrames` gives. */
  fullFrames: z.int().positive().nullable().default(null),
  flags: z.array(z.string().max(50)),
  rungs: z.array(rung).min(1),
  sealedQualities: z.array(quality),
  track: z.enum(TRACKS),
  lane: z.enum(LANES),
  limits,
  budget,
  parameters,
  imports: z.array(importedSeed),
  hints: z.array(text(1000)),
  prompts: ownPrompts.default({}),
  /** The proposal of another campaign whose code this one begins with; null where it is no fork. */
  forkedFrom: forkedFrom.nullable().default(null),
});

/** What the next experiment tries, and why: enough to ask for it, and to explain it later. */
const proposalPlanned = z.object({
  number: z.int().positive(),
  /** 0, or how often this proposal was drawn again because its candidate existed already. */
  resample: z.int().nonnegative(),
  experimentId: slug,
  operator,
  island: z.int().nonnegative(),
  rung: z.int().nonnegative(),
  source: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('generated'), provider: generator.shape.provider, seed: text(200) }),
    z.object({ kind: z.literal('submitted'), code: artifact, fileName: text(255), language: language.nullable() }),
  ]),
  model: text(200).nullable(),
  /** Models that plan before `model` writes: the first has the ideas, the others vote on them. */
  planners: z.array(text(200)).max(8).default([]),
  /** Model that first sums up what the search has shown so far. */
  summariser: text(200).nullable().default(null),
  /** Proposal that drafted the code, when this one evaluates it on a higher rung. */
  origin: z.int().positive().nullable(),
  /** Experiments whose code is bred from. */
  parents: z.array(slug).max(16),
  /** For each parent, the experiment whose numbers competed. */
  evidence: z.array(slug).max(16),
  inspirations: z.array(slug).max(8),
  /** Of each inspiration, the score on the rung where it competed. */
  inspirationScores: z.array(z.number().nullable()).max(8).default([]),
  failures: z.array(slug).max(8),
  /** Tries of the campaign that the prompt tells of, in number order; `gain` over the best parent on a common rung. */
  attempts: z
    .array(
      z.object({
        experimentId: slug,
        number: z.int().positive(),
        operator,
        rung: z.int().nonnegative(),
        outcome: z.string().max(50),
        score: z.number().nullable(),
        gain: z.number().nullable(),
      }),
    )
    .max(24)
    .default([]),
  /** Children of one parent, in number order, and what each is worth over it: what the numbers of a template learn from. */
  steps: z
    .array(z.object({ experimentId: slug, parent: slug, gain: z.number() }))
    .max(64)
    .default([]),
  /** The number of the parent's code that is varied, and its value. */
  sweep: z
    .object({ name: text(200), from: z.number(), to: z.number() })
    .nullable()
    .default(null),
  lesson: text(1000).nullable(),
  /** What people said while the search ran: hints, and approaches that must not be tried. */
  hints: z.array(text(1000)).default([]),
  bans: z.array(text(1000)).default([]),
  /** Concluded proposals up to this number were taken into account. */
  sees: z.int().nonnegative(),
  draws: z.array(draw),
});

/** A place in the budget, taken before the money is spent. */
const budgetReserved = z.object({ reservation: slug, amounts, purpose: text(200) });
const budgetSettled = z.object({ reservation: slug, spent: amounts });

const championCrowned = z.object({
  number: z.int().positive(),
  experimentId: slug,
  code: artifact,
  score: z.number(),
  /** What it ranked by: the score, less where no verdict is possible; null in facts that do not say: the score. */
  worth: z.number().nullable().default(null),
  /** Why its score is no verdict on the clips of the search; null where it is one, and in facts that do not say. */
  noVerdict: text(500).nullable().default(null),
  /** Name of the rung that it is the best of, where none reached the highest; null: the highest. */
  rung: z.string().max(50).nullable().default(null),
  previous: z.object({ experimentId: slug, score: z.number() }).nullable(),
});

const lessonLearned = z.object({
  index: z.int().positive(),
  /** Number of the last result that it rests on. */
  after: z.int().positive(),
  kind: z.enum(['gain', 'loss', 'failure', 'family']),
  text: text(1000),
  evidence: z.array(slug).min(1).max(16),
});

/** How a sealed clip was changed before it was shown, so that its very pixels cannot have been stored beforehand. */
const sealedVariant = z.object({
  of: digest,
  clip: digest,
  /** Luma samples; all even. */
  crop: z.object({
    x: z.int().nonnegative(),
    y: z.int().nonnegative(),
    width: z.int().positive(),
    height: z.int().positive(),
  }),
  mirrored: z.boolean(),
  /** Absent in facts of earlier releases, which left samples as they were. */
  alteration: alteration.optional(),
});
export type SealedVariant = z.infer<typeof sealedVariant>;

/** The sealed clips were shown to a champion: each opening is counted. */
const sealOpened = z.object({
  opening: z.int().positive(),
  experimentId: slug,
  champion: slug,
  code: artifact,
  clips: z.array(digest).min(1),
  variants: z.array(sealedVariant).default([]),
  qualities: z.array(quality).min(1),
  /** Hex; crops, mirrors, alterations and qualities follow from it. Drawn for this opening, and nowhere before this fact. */
  secret: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .nullable()
    .default(null),
});

const campaignStopped = z.object({
  reason: z.object({ code: z.string().max(100), message: text(1000) }),
  champion: z.object({ experimentId: slug, score: z.number() }).nullable(),
  spent: amounts,
});

/** Every fact of a campaign and the schema of its data. */
export const campaignFacts = {
  CampaignStarted: campaignStarted,
  ProposalPlanned: proposalPlanned,
  BudgetReserved: budgetReserved,
  BudgetSettled: budgetSettled,
  ChampionCrowned: championCrowned,
  LessonLearned: lessonLearned,
  SealOpened: sealOpened,
  /** A model has no answer now: it is asked again and again, and no draft fails for it. */
  ModelWaitedFor: z.object({ model: text(200), reason: text(1000) }),
  /** The waiting is over: there is an answer, or the lab gave up. */
  ModelWaitEnded: z.object({ model: text(200) }),
  /** A person changed the course of the search. */
  CampaignSteered: steering,
  CampaignPaused: z.object({ reason: text(1000) }),
  CampaignResumed: z.object({}),
  CampaignStopped: campaignStopped,
} as const;

export type CampaignFactType = keyof typeof campaignFacts;
export type CampaignFactData<T extends CampaignFactType> = z.infer<(typeof campaignFacts)[T]>;
export type CampaignFact = FactUnion<typeof campaignFacts, number>;

export type CampaignConfig = CampaignFactData<'CampaignStarted'>;
export type Proposal = CampaignFactData<'ProposalPlanned'>;
export type Lesson = CampaignFactData<'LessonLearned'>;
