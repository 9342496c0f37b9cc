import type { Decision, FactDraft } from '@codecsmith/kernel';
import type { ExperimentCommand } from '../commands/index.ts';
import type { ExperimentContext } from '../context.ts';
import type { ExperimentFact, ExperimentFactData, ExperimentFactType } from '../facts/index.ts';
import { versionOf } from '../versions/index.ts';
import type { Cause } from '../facts/shared.schema.ts';

export type ExperimentDecision = Decision<ExperimentFact>;

/** The command of one verb, with its data. */
export type CommandOf<T extends ExperimentCommand['type']> = Extract<ExperimentCommand, { type: T }>;

export type { ExperimentContext };

/** A fact draft of the newest schema version. */
export function fact<T extends ExperimentFactType>(type: T, data: ExperimentFactData<T>) {
  return { type, schemaVersion: versionOf(type), data } as const satisfies FactDraft as Extract<
    ExperimentFact,
    { type: T }
  >;
}

/** The closing fact that every ending appends in the same decision. */
export const concluded = (
  outcome: ExperimentFactData<'ExperimentConcluded'>['outcome'],
  cause: Cause | null,
  score: number | null = null,
) => fact('ExperimentConcluded', { outcome, cause, score });

/** A cause with nothing but a code and a message, or with the given details. */
export const causeOf = (code: string, message: string, more: Partial<Cause> = {}): Cause => ({
  code,
  message,
  side: null,
  clip: null,
  quality: null,
  frame: null,
  line: null,
  column: null,
  advice: null,
  ...more,
});
