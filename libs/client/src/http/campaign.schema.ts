import { campaignFacts } from '@codecsmith/campaign';
import { experimentFacts } from '@codecsmith/experiment';
import { z } from 'zod';
import { time } from './time.schema.ts';

const { CampaignStarted, ProposalPlanned } = campaignFacts;
const { CandidateDrafted } = experimentFacts;
const scored = z.object({ experimentId: z.string(), score: z.number() });
const amounts = z.object({
  evaluations: z.number(),
  /** Input and output together. */
  tokens: z.number(),
  costUsd: z.number(),
  executorSeconds: z.number(),
});
const reasoned = z.object({ value: z.number().nullable(), reason: z.string().nullable() });

/** How a campaign goes. */
export const campaignStandingSchema = z.object({
  id: z.string(),
  phase: z.enum(['absent', 'running', 'paused', 'stopped']),
  reason: z.string().nullable(),
  /** Why nothing is drafted now, such as a model server that cannot be reached; null while nothing waits. */
  waiting: z.string().nullish(),
  startedAt: time,
  stoppedAt: time.nullable(),
  planned: z.int(),
  /** Proposals that have ended. */
  concluded: z.int(),
  /**
   * `rung` names the one that it is the best of, where none reached the highest; `noVerdict` says why its score is no verdict
   * on the clips of the search.
   */
  champion: scored.extend({ rung: z.string().nullish(), noVerdict: z.string().nullish() }).nullable(),
  /** The champion on the sealed clips, once they were opened. */
  sealed: z
    .object({
      experimentId: z.string(),
      outcome: z.string(),
      score: z.number().nullable(),
      /** The score where it may be given as a verdict, else the reason; null where nothing was measured. */
      verdict: reasoned.nullable(),
    })
    .nullable(),
  /** What its champion's verdict rests on; null where no clip is sealed. */
  seal: z
    .object({
      /** Frames of the very clip that the search saw. */
      weak: z.boolean(),
      opened: z.boolean(),
      clips: z.array(
        z.object({
          name: z.string(),
          digest: z.string(),
          /** How often any campaign of this lab has shown the clip to a champion. */
          openings: z.int(),
        }),
      ),
    })
    .nullable(),
  /** Spent and reserved together. */
  spent: amounts,
  /** A resource that is left out is not limited. */
  budget: amounts.extend({ wallSeconds: z.number() }).partial(),
  /** Failed proposals by outcome and cause, most frequent first. */
  failures: z.array(z.object({ cause: z.string(), count: z.int() })),
  /** Experiments of the top rung that no other beats in score and decode time. */
  pareto: z.array(scored.extend({ decodeMs: z.number() })),
  /** Champion's score after each crowning, by proposal number. */
  progress: z.array(z.object({ number: z.int(), score: z.number() })),
});
export type CampaignStanding = z.infer<typeof campaignStandingSchema>;

const proposal = z.object({
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
  /** Artifacts of what a model was sent and answered, and the price; null where none was asked. */
  prompt: z.string().nullable(),
  reply: z.string().nullable(),
  tokens: z.object({ input: z.int(), output: z.int() }).nullable(),
  costUsd: z.number().nullable(),
  /** What other models were asked for this draft, before its author: plans, votes, summaries. */
  consultations: CandidateDrafted.shape.consultations,
  /** A line for each recorded draw. */
  why: z.array(z.string()),
  draws: ProposalPlanned.shape.draws,
});
export type CampaignProposal = z.infer<typeof proposal>;

/** Everything about one campaign. */
export const campaignDocumentSchema = campaignStandingSchema.extend({
  config: CampaignStarted,
  proposals: z.array(proposal),
});
export type CampaignDocument = z.infer<typeof campaignDocumentSchema>;
