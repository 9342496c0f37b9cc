import {
  explain,
  proposalStandings,
  summarize,
  type CampaignConfig,
  type CampaignSummary,
  type Proposal,
  type ProposalStanding,
  type SearchHistory,
} from '@codecsmith/campaign';

/** One proposal with what came of it, and why it was made. */
export interface ProposalDocument {
  readonly number: number;
  readonly experimentId: string;
  readonly operator: string;
  readonly rung: string;
  readonly island: number;
  /** Of coding tools; null until the candidate is cleared. */
  readonly family: string | null;
  readonly model: string | null;
  readonly parents: readonly string[];
  /** Of the experiment, or `duplicate`; null while it is under way. */
  readonly outcome: string | null;
  readonly causeCode: string | null;
  readonly cause: string | null;
  readonly score: number | null;
  readonly hypothesis: string | null;
  /** Artifacts of what a model was told and said, and the price; null where none was asked. */
  readonly prompt: string | null;
  readonly reply: string | null;
  readonly tokens: { readonly input: number; readonly output: number } | null;
  readonly costUsd: number | null;
  /** A line for each recorded draw. */
  readonly why: readonly string[];
  readonly draws: Proposal['draws'];
}

/** What the champion's verdict rests on. */
export interface SealDocument {
  /** Frames of the very clip that the search saw. */
  readonly weak: boolean;
  /** The champion has seen them. */
  readonly opened: boolean;
  /** `openings`: how often any campaign of this lab has shown the clip to a champion. */
  readonly clips: readonly { readonly name: string; readonly digest: string; readonly openings: number }[];
}

/** A campaign in a list. */
export type ListedCampaign = CampaignSummary & {
  readonly startedAt: string;
  readonly stoppedAt: string | null;
  /** Null where no clip is sealed: there will be no verdict. */
  readonly seal: SealDocument | null;
};

/** Everything about one campaign. */
export type CampaignDocument = ListedCampaign & {
  readonly config: CampaignConfig;
  readonly proposals: readonly ProposalDocument[];
};

/** @param openings of each clip, in all campaigns */
export function listedCampaign(history: SearchHistory, openings: ReadonlyMap<string, number>): ListedCampaign {
  const { state } = history;
  return {
    ...summarize(history),
    startedAt: state.phase === 'absent' ? '' : state.startedAt,
    stoppedAt: state.phase === 'absent' ? null : state.stoppedAt,
    seal: sealDocument(history, openings),
  };
}

function sealDocument({ state }: SearchHistory, openings: ReadonlyMap<string, number>): SealDocument | null {
  if (state.phase === 'absent' || state.config.sealed.length === 0) return null;
  const clips = state.config.sealed.map(({ name, digest }) => ({ name, digest, openings: openings.get(digest) ?? 0 }));
  return { weak: state.config.sealedFrom !== null, opened: state.seal !== null, clips };
}

/** Undefined where nothing was started. */
export function campaignDocument(
  history: SearchHistory,
  openings: ReadonlyMap<string, number>,
): CampaignDocument | undefined {
  const { state } = history;
  if (state.phase === 'absent') return undefined;
  const { config } = state;
  const proposals = proposalStandings(history).map((standing) => proposalDocument(standing, config));
  return { ...listedCampaign(history, openings), config, proposals };
}

function proposalDocument({ attempt, outcome, duplicateOf }: ProposalStanding, config: CampaignConfig) {
  const { plan, conclusion, candidate, drafted, asked } = attempt;
  return {
    number: plan.number,
    experimentId: plan.experimentId,
    operator: plan.operator,
    rung: config.rungs[plan.rung]?.name ?? String(plan.rung),
    island: plan.island,
    family: candidate?.family ?? null,
    model: plan.model,
    parents: plan.parents,
    outcome,
    causeCode: conclusion?.cause?.code ?? null,
    cause: duplicateOf === null ? (conclusion?.cause?.message ?? null) : `the same code as ${duplicateOf}`,
    score: conclusion?.score ?? null,
    hypothesis: drafted?.hypothesis ?? null,
    prompt: asked?.prompt ?? null,
    reply: asked?.reply ?? null,
    tokens: asked?.tokens ?? null,
    costUsd: asked?.costUsd ?? null,
    why: explain(plan),
    draws: plan.draws,
  };
}
