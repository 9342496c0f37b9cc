import type { ExperimentFactData } from './facts/index.ts';

/** What a queued execution waits for: any executor of its lane, or another one than encoded. Follows "waiting for". */
export const waitsFor = ({ lane, encoded }: Pick<ExperimentFactData<'ExecutionQueued'>, 'lane' | 'encoded'>): string =>
  encoded === undefined ? `a ${lane} executor` : `a second executor: ${encoded.by} encoded, another one decodes`;
