import type { ExperimentFactData } from './facts/index.ts';

/** Why a queued half of a split execution waits for one executor rather than for any; null where any will do. */
export const waitsFor = ({ encoded }: Pick<ExperimentFactData<'ExecutionQueued'>, 'encoded'>): string | null =>
  encoded === undefined ? null : `waiting for a second executor: ${encoded.by} encoded, another one decodes`;
