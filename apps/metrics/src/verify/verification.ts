import { ArtifactDamaged, ArtifactMissing } from '@codecsmith/artifacts';
import type { ExperimentCommandData, ExperimentFactData } from '@codecsmith/experiment';
import type { MeasureExperimentRequest } from '../assess/assessment-parts.ts';
import { measureExperiment } from '../assess/measure-experiment.ts';
import { MeasurementRefused } from '../measure/measurement-refused.ts';
import { compareRuns } from './compare-runs.ts';
import { compareNumbers, type NumberComparison } from './compare-numbers.ts';
import { verifyEvidence } from './verify-evidence.ts';

type Measured = ExperimentFactData<'CandidateMeasured'>;

export interface VerificationRequest extends MeasureExperimentRequest {
  readonly measured: Measured;
  readonly again: ExperimentFactData<'CandidateReexecuted'>;
}

/** As many differences as anybody reads, each within the fact's limit. */
const MOST_TEXTS = 100;
const TEXT_LENGTH = 1000;

/** Compares a completed experiment with its repetition: the artifacts, the digests of every run, every number. */
export async function verification(
  request: VerificationRequest,
): Promise<ExperimentCommandData<'record-verification'>> {
  const { store, executed, measured, again } = request;
  const runs = compareRuns(executed, again.runs);
  const evidence = await verifyEvidence(store, executed, measured);
  const numbers = await numbersAgain(request);
  return {
    matches: runs.matches + evidence.matches + numbers.matches,
    differences: texts([...evidence.differences, ...runs.differences, ...numbers.differences]),
    notes: texts([...runs.notes, ...numbers.notes]),
    deterministic: runs.deterministic,
  };
}

const texts = (all: readonly string[]): string[] => {
  const more = all.length > MOST_TEXTS ? [`and ${all.length - MOST_TEXTS} more`] : [];
  return [...new Set(all.slice(0, MOST_TEXTS)), ...more].map((text) => text.slice(0, TEXT_LENGTH));
};

/** Measures the recorded bytes again; evidence that does not hold is a difference that names it. */
async function numbersAgain(request: VerificationRequest): Promise<NumberComparison> {
  try {
    return await compareNumbers(request.measured, await measureExperiment(request), request.store);
  } catch (error) {
    const finding =
      error instanceof MeasurementRefused || error instanceof ArtifactDamaged || error instanceof ArtifactMissing;
    if (!finding) throw error;
    return { matches: 0, notes: [], differences: [`the numbers cannot be made again: ${error.message}`] };
  }
}
