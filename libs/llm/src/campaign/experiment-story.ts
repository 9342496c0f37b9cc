import {
  codingModeText,
  experimentFacts,
  type ExperimentFactData,
  type ExperimentFactType,
} from '@codecsmith/experiment';
import type { Fact } from '@codecsmith/kernel';
import type { Failure } from '../prompts/material.ts';

type Data<T extends ExperimentFactType> = ExperimentFactData<T>;

/** What a prompt needs of one experiment's facts. */
export interface ExperimentStory {
  readonly requested: Data<'ExperimentRequested'> | null;
  readonly drafted: Data<'CandidateDrafted'> | null;
  readonly cleared: Data<'CandidateCleared'> | null;
  readonly rejected: Data<'CandidateRejected'> | null;
  readonly failed: Data<'ExecutionCrashed'> | null;
  readonly executed: Data<'CandidateExecuted'> | null;
  readonly measured: Data<'CandidateMeasured'> | null;
  readonly concluded: Data<'ExperimentConcluded'> | null;
}

const FAILURES = [
  'ExecutionCrashed',
  'ExecutionTimedOut',
  'ExecutionOutOfMemory',
  'OutputInvalid',
  'JailViolated',
] as const satisfies readonly ExperimentFactType[];

/** @throws ZodError when a fact's data does not fit its schema */
export function storyOf(facts: readonly Fact[]): ExperimentStory {
  const last = <T extends ExperimentFactType>(...types: readonly T[]): Data<T> | null => {
    const fact = facts.findLast(({ type }) => (types as readonly string[]).includes(type));
    return fact === undefined ? null : (experimentFacts[fact.type as T].parse(fact.data) as Data<T>);
  };
  return {
    requested: last('ExperimentRequested'),
    drafted: last('CandidateDrafted'),
    cleared: last('CandidateCleared'),
    rejected: last('CandidateRejected'),
    failed: last(...FAILURES),
    executed: last('CandidateExecuted'),
    measured: last('CandidateMeasured'),
    concluded: last('ExperimentConcluded'),
  };
}

/** How it failed, in the words that a prompt shows; null when it did not. */
export function failureOf({ concluded, failed, rejected }: ExperimentStory): Failure | null {
  if (concluded === null || concluded.outcome === 'completed') return null;
  const { outcome, cause } = concluded;
  const violations = (rejected?.violations ?? []).map(
    ({ line, message, advice }) => `line ${line ?? '?'}: ${sentence(message)} ${advice}`,
  );
  return {
    outcome,
    code: cause?.code ?? null,
    message: cause?.message ?? 'no cause was recorded',
    place: placeOf(cause),
    line: cause?.line ?? null,
    advice: cause?.advice ?? null,
    lastLines: [...violations, ...(failed === null ? [] : [failed.lastLines])].join('\n'),
  };
}

/** Where it failed, as far as it is known. */
function placeOf(cause: Data<'ExperimentConcluded'>['cause']): string {
  const { side, frame, quality } = cause ?? { side: null, frame: null, quality: null };
  return [
    ...(side === null ? [] : [side]),
    ...(frame === null ? [] : [`frame ${frame}`]),
    ...(quality === null ? [] : [`quality ${quality}`]),
  ].join(', ');
}

/** A message that advice follows ends like a sentence. */
const sentence = (text: string): string => (/[.!?:;]$/u.test(text) ? text : `${text}.`);

/** What the lab remarked on a candidate, a line each. */
export const remarksOn = ({ cleared, executed }: Pick<ExperimentStory, 'cleared' | 'executed'>): string[] => [
  ...(cleared?.warnings ?? []).map(({ line, message }) => `warning, line ${line}: ${message}`),
  ...(executed === null ? [] : [`coding mode ${codingModeText(executed.codingMode)}`]),
];
