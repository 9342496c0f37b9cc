import type { Fact } from '@codecsmith/client';

/** Data of the last fact of a type, or undefined; every field still has to be looked at before it is believed. */
export function lastData(
  facts: readonly Fact[],
  ...types: readonly string[]
): Readonly<Record<string, unknown>> | undefined {
  const data = facts.findLast((fact) => types.includes(fact.type))?.data;
  return typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : undefined;
}

export const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];

/** Ids of the experiments that a request names as parents. */
export const parentsIn = (facts: readonly Fact[]): string[] =>
  textsOf(lastData(facts, 'ExperimentRequested')?.['parents']);

/** Digest of an artifact reference. */
export const digestIn = (value: unknown): string | null =>
  typeof value === 'object' && value !== null && 'digest' in value ? textOf(value.digest) : null;

/** A fact in one phrase. */
export function phraseOf(fact: Fact): string {
  const data = (fact.data ?? {}) as Readonly<Record<string, unknown>>;
  const say = (name: string) => {
    const value = data[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  switch (fact.type) {
    case 'ExperimentRequested':
      return `by ${fact.actor}, quality ${Array.isArray(data['qualities']) ? data['qualities'].join(', ') : ''}`;
    case 'CandidateDrafted':
      return `${say('fileName')} from ${say('model') || say('provider')}`;
    case 'CandidateCleared':
      return `${lengthOf(data['changes'])} changes, ${lengthOf(data['warnings'])} warnings`;
    case 'CandidateRejected':
      return `${lengthOf(data['violations'])} violations`;
    case 'ExecutionQueued':
      return [
        `attempt ${say('attempt')}, lane ${say('lane')}`,
        ...(say('half') === '' ? [] : [`to ${say('half')}`]),
        ...(say('half') === 'decode' ? ['waiting for a second executor'] : []),
      ].join(', ');
    case 'ExecutionStarted':
      return `attempt ${say('attempt')} on ${say('executor')}`;
    case 'BitstreamsEncoded':
      return `${lengthOf(data['runs'])} runs encoded`;
    case 'CandidateExecuted':
      return `${lengthOf(data['runs'])} runs`;
    case 'CandidateMeasured':
      return `${lengthOf(data['measurements'])} runs measured`;
    case 'ExperimentConcluded':
      return say('outcome').replaceAll('_', ' ');
    case 'ExperimentAnnotated': {
      const tags = textsOf(data['tags']);
      const parts = [say('name'), ...tags, data['starred'] === true ? 'starred' : '', say('note')];
      return parts.filter((part) => part !== '').join(', ') || 'no name, note, tag or star';
    }
    default:
      return messageIn(data['cause']) ?? say('reason');
  }
}

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : 0);
const messageIn = (cause: unknown): string | null =>
  typeof cause === 'object' && cause !== null && 'message' in cause ? textOf(cause.message) : null;
