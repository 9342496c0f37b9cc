import { committed, NOTHING } from '../../budget.ts';
import type { Amounts, Budget } from '../../facts/shared.schema.ts';
import type { Attempt } from './attempt.ts';
import { paretoFront } from './archive.ts';
import { contendersOf } from './contenders.ts';
import type { StartedCampaign } from '../../state.ts';
import type { SearchHistory, Verdict } from './history.ts';
import { prefix, resolve, type Result } from './results.ts';

/** Where a campaign stands, for a progress line, a list or a page. */
interface SealedSummary {
  readonly experimentId: string;
  readonly outcome: string;
  readonly score: number | null;
  /** The score where it may be told as a verdict, else the reason; null where nothing was measured. */
  readonly verdict: Verdict | null;
}

export interface CampaignSummary {
  readonly id: string;
  readonly phase: 'absent' | 'running' | 'paused' | 'stopped';
  readonly reason: string | null;
  /** Why nothing is drafted now: `waiting for the model server` and its reason; null while nothing waits. */
  readonly waiting: string | null;
  readonly planned: number;
  readonly concluded: number;
  readonly champion: {
    readonly experimentId: string;
    /** On a rung of too few points for a score, the saving at equal quality. */
    readonly score: number;
    /** Name of the rung that it is the best of, where none reached the highest; null: the highest. */
    readonly rung: string | null;
    /** Why its score is no verdict on the clips of the search; null where it is one, or nothing says. */
    readonly noVerdict: string | null;
  } | null;
  /** Of the champion on the sealed clips, once they were opened. */
  readonly sealed: SealedSummary | null;
  readonly spent: Amounts;
  readonly budget: Budget;
  /** Failed proposals by outcome and cause, `crashed: exception`, most frequent first. */
  readonly failures: readonly { readonly cause: string; readonly count: number }[];
  /** Experiments of the top rung that no other beats in score and decode time. */
  readonly pareto: readonly { readonly experimentId: string; readonly score: number; readonly decodeMs: number }[];
  /** Champion's score after each crowning, by proposal number. */
  readonly progress: readonly { readonly number: number; readonly score: number }[];
}

export function summarize(history: SearchHistory): CampaignSummary {
  const { state, id } = history;
  if (state.phase === 'absent') return { ...EMPTY, id };
  const { config, champion } = state;
  const results = resolve(history.proposals(), config.parameters.resamples);
  const seen = results.final.filter((result) => result !== undefined);
  const failed = seen.filter((result) => result.outcome !== 'completed');
  const causes = Map.groupBy(failed, ({ outcome, cause }) =>
    cause === null || outcome === 'duplicate' || cause.code === outcome ? outcome : `${outcome}: ${cause.code}`,
  );
  const top = config.rungs.length - 1;
  const { sealed } = history;
  return {
    id,
    phase: state.phase,
    reason: state.stopped?.reason.message ?? null,
    waiting: waitingText(state),
    planned: state.planned,
    concluded: seen.length,
    champion:
      champion === null
        ? null
        : {
            experimentId: champion.experimentId,
            score: champion.score,
            rung: champion.rung,
            noVerdict: champion.noVerdict,
          },
    sealed:
      sealed?.conclusion == null
        ? null
        : {
            experimentId: sealed.experimentId,
            outcome: sealed.conclusion.outcome,
            score: sealed.conclusion.score,
            verdict: sealed.verdict,
          },
    spent: committed(state.spent, state.open),
    budget: config.budget,
    failures: [...causes].map(([cause, { length }]) => ({ cause, count: length })).sort((a, b) => b.count - a.count),
    pareto: paretoFront(contendersOf(seen), top).flatMap(({ byRung }) => {
      const result = byRung.get(top);
      const decodeMs = result?.attempt.execution?.decodeMs;
      if (result?.score == null || decodeMs === undefined) return [];
      return [{ experimentId: result.plan.experimentId, score: result.score, decodeMs }];
    }),
    progress: bests(prefix(results), top),
  };
}

/** One try at a proposal, and how it ended; null while it is under way. */
export interface ProposalStanding {
  readonly attempt: Attempt;
  readonly outcome: Result['outcome'] | null;
  /** Experiment that had the very same code before. */
  readonly duplicateOf: string | null;
}

/** Every try at every proposal, in number order. */
export function proposalStandings(history: SearchHistory): ProposalStanding[] {
  const { state } = history;
  if (state.phase === 'absent') return [];
  const proposals = history.proposals();
  const { duplicates } = resolve(proposals, state.config.parameters.resamples);
  return proposals.flat().map((attempt) => {
    const duplicateOf = duplicates.get(attempt.plan.experimentId) ?? null;
    const ended = attempt.conclusion?.outcome ?? null;
    return { attempt, outcome: ended !== null && duplicateOf !== null ? 'duplicate' : ended, duplicateOf };
  });
}

function waitingText({ phase, waiting }: StartedCampaign): string | null {
  const [first] = Object.entries(waiting);
  if (first === undefined || phase === 'stopped') return null;
  const [model, reason] = first;
  return `waiting for the model server: ${model}: ${reason}`;
}

const EMPTY: Omit<CampaignSummary, 'id'> = {
  phase: 'absent',
  reason: null,
  waiting: null,
  planned: 0,
  concluded: 0,
  champion: null,
  sealed: null,
  spent: NOTHING,
  budget: {},
  failures: [],
  pareto: [],
  progress: [],
};

function bests(seen: ReturnType<typeof prefix>, top: number): { number: number; score: number }[] {
  const steps: { number: number; score: number }[] = [];
  let best = -Infinity;
  for (const { plan, score, worth } of seen) {
    if (plan.rung !== top || score === null || worth === null || worth <= best) continue;
    best = worth;
    steps.push({ number: plan.number, score });
  }
  return steps;
}
