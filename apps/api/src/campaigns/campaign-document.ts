import type { CampaignDocument, CampaignProposal, CampaignStanding } from '@codecsmith/client';
import {
  explain,
  proposalStandings,
  summarize,
  type CampaignConfig,
  type ProposalStanding,
  type SearchHistory,
} from '@codecsmith/campaign';

/** How often each clip, by digest, was shown to the champion of any campaign. */
type Openings = ReadonlyMap<string, number>;

/** How a campaign goes, as far as its own facts say; it keeps nothing else of the history. */
export function campaignStanding(history: SearchHistory): (openings: Openings) => CampaignStanding {
  const { state } = history;
  const summary = summarize(history);
  const own = {
    ...summary,
    failures: [...summary.failures],
    pareto: [...summary.pareto],
    progress: [...summary.progress],
    startedAt: state.phase === 'absent' ? '' : state.startedAt,
    stoppedAt: state.phase === 'absent' ? null : state.stoppedAt,
  };
  const seal = sealOf(history);
  return (openings) => ({ ...own, seal: seal(openings) });
}

function sealOf({ state }: SearchHistory): (openings: Openings) => CampaignStanding['seal'] {
  if (state.phase === 'absent' || state.config.sealed.length === 0) return () => null;
  const sealed = state.config.sealed.map(({ name, digest }) => ({ name, digest }));
  const [weak, opened] = [state.config.sealedFrom !== null, state.seal !== null];
  return (openings) => ({
    weak,
    opened,
    clips: sealed.map((clip) => ({ ...clip, openings: openings.get(clip.digest) ?? 0 })),
  });
}

/** Undefined where nothing was started. */
export function campaignDocument(history: SearchHistory, openings: Openings): CampaignDocument | undefined {
  const { state } = history;
  if (state.phase === 'absent') return undefined;
  const { config } = state;
  const proposals = proposalStandings(history).map((standing) => proposalDocument(standing, config));
  return { ...campaignStanding(history)(openings), config, proposals };
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
    consultations: asked?.consultations ?? [],
    why: explain(plan),
    draws: plan.draws,
  };
}
