import {
  explain,
  summarize,
  type CampaignConfig,
  type CampaignSummary,
  type Proposal,
  type SearchHistory,
} from '@codecsmith/campaign';

/** One proposal with what came of it, and why it was made. */
export interface ProposalDocument {
  readonly number: number;
  readonly experimentId: string;
  readonly operator: string;
  readonly rung: string;
  readonly model: string | null;
  readonly parents: readonly string[];
  readonly outcome: string | null;
  readonly cause: string | null;
  readonly score: number | null;
  readonly hypothesis: string | null;
  /** A line for each recorded draw. */
  readonly why: readonly string[];
  readonly draws: Proposal['draws'];
}

/** A campaign in a list. */
export type ListedCampaign = CampaignSummary & { readonly startedAt: string };

/** Everything about one campaign. */
export type CampaignDocument = ListedCampaign & {
  readonly config: CampaignConfig;
  readonly proposals: readonly ProposalDocument[];
};

export function listedCampaign(history: SearchHistory): ListedCampaign {
  const { state } = history;
  return { ...summarize(history), startedAt: state.phase === 'absent' ? '' : state.startedAt };
}

/** Undefined where nothing was started. */
export function campaignDocument(history: SearchHistory): CampaignDocument | undefined {
  const { state } = history;
  if (state.phase === 'absent') return undefined;
  const proposals = history.proposals().flat();
  return {
    ...listedCampaign(history),
    config: state.config,
    proposals: proposals.map(({ plan, conclusion, drafted }) => ({
      number: plan.number,
      experimentId: plan.experimentId,
      operator: plan.operator,
      rung: state.config.rungs[plan.rung]?.name ?? String(plan.rung),
      model: plan.model,
      parents: plan.parents,
      outcome: conclusion?.outcome ?? null,
      cause: conclusion?.cause?.message ?? null,
      score: conclusion?.score ?? null,
      hypothesis: drafted?.hypothesis ?? null,
      why: explain(plan),
      draws: plan.draws,
    })),
  };
}
