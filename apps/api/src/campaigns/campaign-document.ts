import type { CampaignDocument, CampaignProposal, CampaignStanding } from '@codecsmith/client';
import {
  explain,
  proposalStandings,
  summarize,
  type CampaignConfig,
  type ProposalStanding,
  type SearchHistory,
} from '@codecsmith/campaign';

/** @param openings of each clip, in all campaigns */
export function listedCampaign(history: SearchHistory, openings: ReadonlyMap<string, number>): CampaignStanding {
  const { state } = history;
  const summary = summarize(history);
  return {
    ...summary,
    failures: [...summary.failures],
    pareto: [...summary.pareto],
    progress: [...summary.progress],
    startedAt: state.phase === 'absent' ? '' : state.startedAt,
    stoppedAt: state.phase === 'absent' ? null : state.stoppedAt,
    seal: sealDocument(history, openings),
  };
}

function sealDocument({ state }: SearchHistory, openings: ReadonlyMap<string, number>): CampaignStanding['seal'] {
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

function proposalDocument(
  { attempt, outcome, duplicateOf }: ProposalStanding,
  config: CampaignConfig,
): CampaignProposal {
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
