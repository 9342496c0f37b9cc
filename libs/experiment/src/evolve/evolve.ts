import { refuseNewer, type RecordedFact } from '@codecsmith/kernel';
import {
  experimentFacts,
  type ExperimentFact,
  type ExperimentFactData,
  type ExperimentFactType,
} from '../facts/index.ts';
import { versionOf } from '../versions/index.ts';
import { ABSENT, type Concluded, type ExperimentState, type Living } from '../state.ts';

/**
 * Folds one fact into the state. A fact of an unknown type changes nothing: an older service may read a newer log.
 *
 * @throws NewerFact when a later release recorded it; ZodError when a known fact's data does not fit its schema
 */
export function evolve(state: ExperimentState, recorded: RecordedFact): ExperimentState {
  if (!isKnown(recorded.type)) return state;
  refuseNewer(recorded, versionOf(recorded.type));
  const fact = { ...recorded, data: experimentFacts[recorded.type].parse(recorded.data) } as ExperimentFact;
  return apply(state, fact, recorded.version);
}

function apply(state: ExperimentState, fact: ExperimentFact, version: number): ExperimentState {
  if (state.phase === 'absent') return fact.type === 'ExperimentRequested' ? begin(fact.data, version) : state;
  if (fact.type === 'ExperimentAnnotated') return { ...state, annotation: fact.data };
  if (fact.type === 'LateResultIgnored') return { ...state, ignored: [...state.ignored, fact.data.attempt] };
  if (state.phase === 'concluded') return state;
  return live(state, fact, version);
}

function begin(request: Living['request'], version: number): Living {
  return {
    phase: 'drafting',
    phaseVersion: version,
    request,
    cleared: null,
    attempt: 0,
    lane: request.lane,
    lost: 0,
    failedByLab: 0,
    executor: null,
    machine: null,
    half: null,
    encoded: null,
    executed: null,
    ignored: [],
  };
}

function live(state: Living, fact: ExperimentFact, version: number): ExperimentState {
  const enter = (phase: Living['phase'], more: Partial<Living> = {}): Living => ({
    ...state,
    ...more,
    phase,
    phaseVersion: version,
  });
  switch (fact.type) {
    case 'CandidateDrafted':
      return enter('sanitizing');
    case 'CandidateCleared':
      return { ...state, cleared: fact.data };
    case 'ExecutionQueued':
      return enter('queued', waitingOf(fact.data));
    case 'ExecutionStarted':
      return enter('executing', { executor: fact.data.executor, machine: machineOf(fact.data) });
    case 'ExecutorLost':
      return { ...state, lost: state.lost + 1 };
    case 'ExperimentRetried':
      return fact.data.because === 'lab_fault' ? { ...state, failedByLab: state.failedByLab + 1 } : state;
    case 'CandidateExecuted':
      return enter('measuring', { executed: fact.data, executor: null });
    case 'ExperimentConcluded':
      return conclude(state, fact.data.outcome);
    default:
      return state;
  }
}

const waitingOf = ({ attempt, lane, half, encoded }: ExperimentFactData<'ExecutionQueued'>): Partial<Living> => ({
  ...{ attempt, lane, executor: null, machine: null },
  ...{ half: half ?? null, encoded: encoded ?? null },
});

/** Executors of releases before 0.3 did not name it. */
function machineOf({ environment: { machine } }: ExperimentFactData<'ExecutionStarted'>): string | null {
  return typeof machine === 'string' ? machine : null;
}

const conclude = (state: Living, outcome: Concluded['outcome']): Concluded => ({
  phase: 'concluded',
  outcome,
  attempt: state.attempt,
  ignored: state.ignored,
  ...(state.annotation === undefined ? {} : { annotation: state.annotation }),
});

const isKnown = (type: string): type is ExperimentFactType => Object.hasOwn(experimentFacts, type);

/** Folds a whole history. */
export const replay = (facts: Iterable<RecordedFact>): ExperimentState => {
  let state = ABSENT;
  for (const fact of facts) state = evolve(state, fact);
  return state;
};
