import { accept } from '@codecsmith/kernel';
import type { ExperimentFactData } from '../facts/index.ts';
import type { Living } from '../state.ts';
import { candidateOf } from '../trial.ts';
import {
  causeOf,
  concluded,
  fact,
  type CommandOf,
  type ExperimentContext,
  type ExperimentDecision,
} from './outcome.ts';

/** A cleared candidate is queued in the same decision: nothing needs a second command. */
export function decideCleared(
  state: Living,
  { data, aggregateId }: CommandOf<'record-cleared'>,
  context: ExperimentContext,
): ExperimentDecision {
  const cleared = { ...data, duplicateOf: earlier(context.duplicateOf(data.tree), aggregateId) };
  return accept(fact('CandidateCleared', cleared), queue(state, cleared, 1, firstHalf(context)));
}

/** The experiment that had the same code before; a trial is a part of the candidate that it served. */
function earlier(found: string | null, own: string): string | null {
  const candidate = found === null ? null : candidateOf(found);
  return candidate === candidateOf(own) ? null : candidate;
}

export function decideRejected(_state: Living, { data }: CommandOf<'record-rejected'>): ExperimentDecision {
  const [first] = data.violations;
  if (first === undefined) throw new Error('a rejection holds at least one violation');
  const cause = causeOf(first.rule, first.message, { line: first.line, column: first.column, advice: first.advice });
  return accept(fact('CandidateRejected', data), concluded('rejected', cause));
}

const firstHalf = ({ splitsExecution }: ExperimentContext): Half => (splitsExecution ? { half: 'encode' } : {});

/** Which half of a split execution is queued; nothing where one executor does both. */
type Half = Pick<ExperimentFactData<'ExecutionQueued'>, 'half' | 'encoded'>;

/** The half that the current attempt is: an attempt that is repeated is repeated as it was. */
export const halfOf = ({ half, encoded }: Living): Half => ({
  ...(half === null ? {} : { half }),
  ...(encoded === null ? {} : { encoded }),
});

/** The fact that wakes an executor, for the given attempt. A candidate that needs a GPU never runs without one. */
export function queue(state: Living, cleared: ExperimentFactData<'CandidateCleared'>, attempt: number, half: Half) {
  const { request } = state;
  const { candidate } = cleared;
  return fact('ExecutionQueued', {
    attempt,
    lane: candidate.needs.includes('gpu') ? 'gpu' : request.lane,
    code: cleared.cleared.digest,
    candidate,
    lineMap: cleared.lineMap,
    clips: request.clips,
    qualities: request.qualities,
    limits: request.limits,
    seed: 0,
    anchors: request.anchors,
    ...half,
  });
}
