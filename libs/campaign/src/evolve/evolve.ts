import { refuseNewer, type RecordedFact } from '@codecsmith/kernel';
import { add, NOTHING } from '../budget.ts';
import { campaignFacts, type CampaignConfig, type CampaignFact, type CampaignFactType } from '../facts/index.ts';
import { STRAIGHT, type Steering } from '../facts/steering.schema.ts';
import type { CampaignState, StartedCampaign } from '../state.ts';
import { versionOf } from '../versions/index.ts';

/**
 * Folds one fact into the state. A fact of an unknown type changes nothing: an older service may read a newer log.
 *
 * @throws NewerFact when a later release recorded it; ZodError when a known fact's data does not fit its schema
 */
export function evolve(state: CampaignState, recorded: RecordedFact): CampaignState {
  if (!isKnown(recorded.type)) return state;
  refuseNewer(recorded, versionOf(recorded.type));
  const fact = { ...recorded, data: campaignFacts[recorded.type].parse(recorded.data) } as CampaignFact;
  if (state.phase !== 'absent') return apply(state, fact, recorded.occurredAt);
  return fact.type === 'CampaignStarted' ? begin(fact.data, recorded.occurredAt) : state;
}

const begin = (config: CampaignConfig, startedAt: string): StartedCampaign => ({
  phase: 'running',
  config,
  course: STRAIGHT,
  startedAt,
  stoppedAt: null,
  planned: 0,
  resamples: {},
  spent: NOTHING,
  open: {},
  champion: null,
  waiting: {},
  lessons: 0,
  seal: null,
  stopped: null,
});

function apply(state: StartedCampaign, fact: CampaignFact, occurredAt: string): StartedCampaign {
  switch (fact.type) {
    case 'ProposalPlanned':
      return planned(state, fact.data.number, fact.data.resample);
    case 'BudgetReserved':
      return { ...state, open: { ...state.open, [fact.data.reservation]: fact.data.amounts } };
    case 'BudgetSettled':
      return { ...state, spent: add(state.spent, fact.data.spent), open: without(state.open, fact.data.reservation) };
    case 'ChampionCrowned':
      return { ...state, champion: fact.data };
    case 'LessonLearned':
      return { ...state, lessons: fact.data.index };
    case 'SealOpened':
      return { ...state, seal: fact.data };
    case 'ModelWaitedFor':
      return { ...state, waiting: { ...state.waiting, [fact.data.model]: fact.data.reason } };
    case 'ModelWaitEnded':
      return { ...state, waiting: without(state.waiting, fact.data.model) };
    case 'CampaignSteered':
      return steered(state, fact.data);
    case 'CampaignPaused':
      return { ...state, phase: 'paused' };
    case 'CampaignResumed':
      return { ...state, phase: 'running' };
    case 'CampaignStopped':
      return { ...state, phase: 'stopped', stopped: fact.data, stoppedAt: occurredAt };
    case 'CampaignStarted':
      return state;
  }
}

/** More budget changes the limits that everything is held to; all else concerns later proposals only. */
function steered(state: StartedCampaign, change: Steering): StartedCampaign {
  const { course, config } = state;
  switch (change.kind) {
    case 'hint':
      return { ...state, course: { ...course, hints: [...course.hints, change.text] } };
    case 'ban':
      return { ...state, course: { ...course, bans: [...course.bans, change.text] } };
    case 'pin':
      return { ...state, course: { ...course, pinned: change.number } };
    case 'inject': {
      const { kind: _, ...codec } = change;
      return { ...state, course: { ...course, injected: [...course.injected, codec] } };
    }
    case 'extend':
      return { ...state, config: { ...config, budget: { ...config.budget, ...change.budget } } };
  }
}

const planned = (state: StartedCampaign, number: number, resample: number): StartedCampaign => ({
  ...state,
  planned: Math.max(state.planned, number),
  resamples: resample === 0 ? state.resamples : { ...state.resamples, [number]: resample },
});

const without = <V>(record: Readonly<Record<string, V>>, key: string): Record<string, V> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));

const isKnown = (type: string): type is CampaignFactType => Object.hasOwn(campaignFacts, type);
