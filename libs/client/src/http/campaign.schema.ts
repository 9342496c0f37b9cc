import { z } from 'zod';

const amounts = z.looseObject({
  evaluations: z.number(),
  tokens: z.number(),
  costUsd: z.number(),
  executorSeconds: z.number(),
});
const scored = z.looseObject({ experimentId: z.string(), score: z.number() });

/** How a campaign stands. */
export const campaignStandingSchema = z.looseObject({
  id: z.string(),
  phase: z.enum(['absent', 'running', 'paused', 'stopped']),
  reason: z.string().nullable(),
  startedAt: z.string(),
  stoppedAt: z.string().nullable(),
  planned: z.int(),
  /** Proposals that have ended. */
  concluded: z.int(),
  champion: scored.nullable(),
  /** The champion on the sealed clips, once they were opened. */
  sealed: z
    .looseObject({
      ...{ experimentId: z.string(), outcome: z.string(), score: z.number().nullable() },
      /** The score where it may be told as a verdict, else the reason; null where nothing was measured. */
      verdict: z.object({ value: z.number().nullable(), reason: z.string().nullable() }).nullable(),
    })
    .nullable(),
  /** What its champion's verdict rests on; null where no clip is sealed. */
  seal: z
    .looseObject({
      /** Frames of the very clip that the search saw. */
      weak: z.boolean(),
      opened: z.boolean(),
      /** `openings`: how often any campaign of this lab has shown the clip to a champion. */
      clips: z.array(z.looseObject({ name: z.string(), digest: z.string(), openings: z.int() })),
    })
    .nullable(),
  /** Spent and reserved together. */
  spent: amounts,
  budget: z.looseObject({
    evaluations: z.number().optional(),
    tokens: z.number().optional(),
    costUsd: z.number().optional(),
    executorSeconds: z.number().optional(),
    wallSeconds: z.number().optional(),
  }),
  failures: z.array(z.looseObject({ cause: z.string(), count: z.int() })),
  pareto: z.array(scored.extend({ decodeMs: z.number() })),
  progress: z.array(z.looseObject({ number: z.int(), score: z.number() })),
});
export type CampaignStanding = z.infer<typeof campaignStandingSchema>;

const proposal = z.looseObject({
  number: z.int(),
  experimentId: z.string(),
  operator: z.string(),
  rung: z.string(),
  /** From 0. */
  island: z.int(),
  /** Of coding tools; null until the candidate is cleared. */
  family: z.string().nullable(),
  model: z.string().nullable(),
  parents: z.array(z.string()),
  /** Of the experiment, or `duplicate`; null while it is under way. */
  outcome: z.string().nullable(),
  causeCode: z.string().nullable(),
  cause: z.string().nullable(),
  score: z.number().nullable(),
  hypothesis: z.string().nullable(),
  /** Artifacts of what a model was told and said, and the price; null where none was asked. */
  prompt: z.string().nullable(),
  reply: z.string().nullable(),
  tokens: z.looseObject({ input: z.int(), output: z.int() }).nullable(),
  costUsd: z.number().nullable(),
  /** A line for each recorded draw. */
  why: z.array(z.string()),
});
export type CampaignProposal = z.infer<typeof proposal>;

/** Everything about one campaign. */
export const campaignDocumentSchema = campaignStandingSchema.extend({
  config: z.looseObject({
    goal: z.string().nullable(),
    seed: z.int(),
    control: z.string(),
    generator: z.looseObject({ provider: z.string(), language: z.string() }),
    clips: z.array(z.looseObject({ name: z.string(), width: z.int(), height: z.int(), frames: z.int() })),
  }),
  proposals: z.array(proposal),
});
export type CampaignDocument = z.infer<typeof campaignDocumentSchema>;
