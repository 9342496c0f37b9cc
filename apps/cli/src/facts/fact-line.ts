import { experimentFacts, waitsFor, type ExperimentFact, type ExperimentFactType } from '@codecsmith/experiment';
import type { Fact } from '@codecsmith/client';
import { visibleLine } from '@codecsmith/kernel';

const short = (digest: string): string => digest.slice(0, 8);

/** What a fact says, in a few words on one line; empty for facts that this version does not know. */
export function summaryOf(fact: Pick<Fact, 'type' | 'data'>): string {
  if (!(fact.type in experimentFacts)) return '';
  const type = fact.type as ExperimentFactType;
  const data = experimentFacts[type].safeParse(fact.data);
  return data.success ? visibleLine(describe({ type, schemaVersion: 1, data: data.data } as ExperimentFact)) : '';
}

function describe(fact: ExperimentFact): string {
  switch (fact.type) {
    case 'ExperimentRequested':
      return describeRequest(fact.data);
    case 'CandidateDrafted':
      return `code ${short(fact.data.code.digest)} by ${fact.data.model ?? fact.data.provider}`;
    case 'CandidateCleared':
      return `code ${short(fact.data.cleared.digest)}, ${fact.data.candidate.language}, ${count(fact.data.changes.length, 'change')}`;
    case 'CandidateRejected':
      return fact.data.violations.map((each) => each.message).join('; ');
    case 'ExecutionQueued':
      return describeQueued(fact.data);
    case 'ExecutionStarted':
      return `attempt ${fact.data.attempt}, by ${fact.data.executor}`;
    case 'BitstreamsEncoded':
      return `${count(fact.data.runs.length, 'run')}, jail ${fact.data.jail.tier}, by ${fact.data.by}`;
    case 'CandidateExecuted':
      return `${count(fact.data.runs.length, 'run')}, jail ${fact.data.jail.tier}`;
    case 'CandidateMeasured':
      return count(fact.data.measurements.length, 'measurement');
    case 'ExperimentConcluded':
      return fact.data.cause === null ? fact.data.outcome : `${fact.data.outcome}: ${fact.data.cause.message}`;
    case 'ExperimentRetried':
    case 'ExecutorLost':
    case 'LateResultIgnored':
      return `attempt ${fact.data.attempt}: ${fact.data.reason}`;
    case 'ExperimentCancelled':
    case 'ExperimentExpired':
      return `while ${fact.data.phase}: ${fact.data.reason}`;
    case 'VerificationRequested':
      return `attempt ${fact.data.attempt}`;
    case 'CandidateReexecuted':
      return `${count(fact.data.runs.length, 'run')} done again`;
    case 'VerificationPassed':
    case 'VerificationFailed':
      return `${fact.data.matches} equal, ${fact.data.differences.length} different`;
    case 'ExperimentAnnotated':
      return describeAnnotation(fact.data);
    default:
      return fact.data.cause.message;
  }
}

function describeRequest({
  source,
  clips,
  qualities,
}: Extract<ExperimentFact, { type: 'ExperimentRequested' }>['data']) {
  const what = source.kind === 'submitted' ? source.fileName : `${source.provider} ${source.seed}`;
  return `${what} on ${clips.map((clip) => clip.name).join(', ')} at quality ${qualities.join(', ')}`;
}

function describeQueued(queued: Extract<ExperimentFact, { type: 'ExecutionQueued' }>['data']): string {
  const { attempt, lane, half } = queued;
  return [
    `attempt ${attempt}, lane ${lane}`,
    ...(half === undefined ? [] : [`to ${half}`]),
    ...(half === 'decode' ? [`waiting for ${waitsFor(queued)}`] : []),
  ].join(', ');
}

const describeAnnotation = ({
  name,
  note,
  tags,
  starred,
}: Extract<ExperimentFact, { type: 'ExperimentAnnotated' }>['data']): string =>
  [
    ...(name === null ? [] : [`named "${name}"`]),
    ...(tags.length === 0 ? [] : [`tags ${tags.join(', ')}`]),
    ...(starred ? ['starred'] : []),
    ...(note === null ? [] : [`note: ${note}`]),
  ].join('; ') || 'no name, note, tag or star';

const count = (amount: number, noun: string): string => `${amount} ${noun}${amount === 1 ? '' : 's'}`;
