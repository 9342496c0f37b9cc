import type { Decider } from '@codecsmith/kernel';
import type { CampaignCommand } from './commands/index.ts';
import type { CampaignContext } from './context.ts';
import { decide } from './decide/decide.ts';
import { evolve } from './evolve/evolve.ts';
import type { CampaignFact } from './facts/index.ts';
import { ABSENT_CAMPAIGN, type CampaignState } from './state.ts';

/** The campaign as the ledger runs it. */
export const campaignDecider: Decider<CampaignState, CampaignCommand, CampaignFact, CampaignContext> = {
  initial: ABSENT_CAMPAIGN,
  decide,
  evolve,
};

export {
  campaignCommands,
  type CampaignCommand,
  type CampaignCommandData,
  type CampaignCommandInput,
  type CampaignCommandType,
} from './commands/index.ts';
export type { CampaignContext } from './context.ts';
export { forkOf, type Fork, type ForkChanges } from './fork.ts';
export { clipReference, excerptFrames, excerptName, fullFrames } from './excerpt.ts';
export {
  campaignFacts,
  ROLES,
  type CampaignConfig,
  type CampaignFact,
  type CampaignFactData,
  type CampaignFactType,
  type Lesson,
  type Model,
  type Proposal,
  type Rung,
  type SealedVariant,
} from './facts/index.ts';
export { PROMPT_NAMES, type PromptName } from './prompt-names.ts';
export { steering, type Steering } from './facts/steering.schema.ts';
export { parameters, type Parameters } from './facts/parameters.schema.ts';
export type { Amounts, Budget, Draw, Operator } from './facts/shared.schema.ts';
export { ABSENT_CAMPAIGN, type CampaignState, type StartedCampaign } from './state.ts';
export { explain, firstProposals } from './search/choose/explain.ts';
export { executorSecondsOf } from './search/state/hold.ts';
export { SearchHistory } from './search/state/history.ts';
export { nextSteps, requestOf } from './search/drive/next.ts';
export { similarity, SIMILAR } from './search/choose/novelty.ts';
export { planProposal, type PlanInput } from './search/choose/plan.ts';
export type { Step } from './search/drive/step.ts';
export { proposalStandings, summarize, type CampaignSummary, type ProposalStanding } from './search/state/summary.ts';
