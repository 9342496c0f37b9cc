import { accept, decline, refuse } from '@codecsmith/kernel';
import type { Living } from '../state.ts';
import { concluded, fact, type CommandOf, type ExperimentDecision } from './outcome.ts';

export function decideMeasured(state: Living, { data }: CommandOf<'record-measured'>): ExperimentDecision {
  const executed = state.executed;
  if (executed === null) throw new Error('measuring follows an execution');
  const measured = new Set(data.measurements.map((entry) => `${entry.clip} at ${entry.quality}`));
  const missing = executed.runs.find((run) => !measured.has(`${run.clip} at ${run.quality}`));
  if (missing !== undefined || measured.size !== executed.runs.length) {
    return decline(
      refuse('missing_measurement', 'measurements: every run is measured exactly once', { field: 'measurements' }),
    );
  }
  const wrong = executed.runs.find(
    (run) =>
      data.measurements.find((m) => m.clip === run.clip && m.quality === run.quality)?.bytes !==
      run.bitstream.sizeBytes,
  );
  if (wrong !== undefined) {
    return decline(
      refuse(
        'wrong_bytes',
        `measurements.bytes: the bitstream at quality ${wrong.quality} has ${wrong.bitstream.sizeBytes}`,
        {
          field: 'measurements.bytes',
        },
      ),
    );
  }
  return accept(fact('CandidateMeasured', data), concluded('completed', null, data.aggregate.value));
}

export const decideMeasurementFailed = (
  _state: Living,
  { data }: CommandOf<'record-measurement-failed'>,
): ExperimentDecision => accept(fact('MeasurementFailed', data), concluded('measurement_failed', data.cause));
