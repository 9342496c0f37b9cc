import {
  experimentFacts,
  nameOfRequest,
  NO_ANNOTATION,
  versionOf,
  type ExperimentFact,
  type ExperimentFactData,
  type ExperimentFactType,
} from '@codecsmith/experiment';
import type { Fact } from '@codecsmith/kernel';
import { phaseOpenedBy } from '../documents/experiment-document.ts';
import type { ExperimentRow } from '../tables/experiment.table.ts';

/**
 * The row of an experiment after one more of its facts; pure.
 *
 * @param row undefined before the first fact
 * @throws Error when the first fact is not the request
 */
export function experimentRowAfter(row: ExperimentRow | undefined, fact: Fact): ExperimentRow {
  const before = row ?? firstRow(fact);
  const phase = phaseOpenedBy(fact.type);
  const at = new Date(fact.occurredAt);
  return {
    ...before,
    ...(phase === undefined ? {} : { phase, phaseVersion: fact.version, phaseSince: at }),
    ...changesOf(fact, before),
    updatedAt: at,
    lastPosition: fact.position,
    version: fact.version,
  };
}

function firstRow(fact: Fact): ExperimentRow {
  if (fact.type !== 'ExperimentRequested') throw new Error(`experiment ${fact.aggregateId} begins with ${fact.type}`);
  const request = experimentFacts.ExperimentRequested.parse(fact.data);
  const { source, clips, parents, operator, campaign, lane, qualities } = request;
  const at = new Date(fact.occurredAt);
  return {
    id: fact.aggregateId,
    campaign,
    phase: 'drafting',
    phaseVersion: fact.version,
    phaseSince: at,
    outcome: null,
    causeCode: null,
    causeMessage: null,
    source: source.kind === 'submitted' ? source.kind : source.provider,
    lane,
    clips: clips.map((clip) => clip.name),
    parents: [...parents],
    operator,
    candidate: null,
    language: null,
    family: null,
    attempt: 0,
    executor: null,
    score: null,
    tierPercent: null,
    flags: [],
    ...NO_ANNOTATION,
    tags: [],
    name: nameOfRequest(request),
    requestName: nameOfRequest(request),
    clipDigests: clips.map(({ digest }) => digest),
    clipFrames: clips.map(({ frames }) => frames),
    qualities: [...qualities],
    scoreAnchor: null,
    scoreKey: null,
    requestedAt: at,
    updatedAt: at,
    concludedAt: null,
    firstPosition: fact.position,
    lastPosition: fact.position,
    version: fact.version,
  };
}

function changesOf(recorded: Fact, before: ExperimentRow): Partial<ExperimentRow> {
  if (!Object.hasOwn(experimentFacts, recorded.type)) return {};
  const type = recorded.type as ExperimentFactType;
  const fact = {
    type,
    schemaVersion: versionOf(type),
    data: experimentFacts[type].parse(recorded.data),
  } as ExperimentFact;
  switch (fact.type) {
    case 'CandidateCleared': {
      const { cleared, candidate } = fact.data;
      return { candidate: cleared.digest, language: candidate.language, family: candidate.family };
    }
    case 'ExecutionQueued':
      return { attempt: fact.data.attempt, lane: fact.data.lane, executor: null };
    case 'ExecutionStarted':
      return { executor: fact.data.executor };
    case 'CandidateMeasured':
      return {
        ...{ score: fact.data.aggregate.value, tierPercent: fact.data.tier.percent, flags: fact.data.flags },
        ...scoreKeyOf(fact.data, before),
      };
    case 'ExperimentAnnotated':
      return { ...fact.data, name: fact.data.name ?? before.requestName };
    case 'ExperimentConcluded': {
      const { outcome, cause } = fact.data;
      const concludedAt = new Date(recorded.occurredAt);
      return { outcome, causeCode: cause?.code ?? null, causeMessage: cause?.message ?? null, concludedAt };
    }
    default:
      return {};
  }
}

/** What a score is taken against and on; scores of equal keys compare, others do not. */
function scoreKeyOf(
  { scoredAgainst }: ExperimentFactData<'CandidateMeasured'>,
  { clipDigests }: ExperimentRow,
): Pick<ExperimentRow, 'scoreAnchor' | 'scoreKey'> {
  const scoreAnchor = scoredAgainst === undefined ? UNKNOWN_ANCHOR : `${scoredAgainst.anchor} ${scoredAgainst.mode}`;
  return { scoreAnchor, scoreKey: [scoreAnchor, ...clipDigests.map((digest) => digest.slice(0, 16)).sort()].join(' ') };
}

/** The first releases did not say which mode of x264 a score was taken against. */
const UNKNOWN_ANCHOR = 'x264 unknown';
