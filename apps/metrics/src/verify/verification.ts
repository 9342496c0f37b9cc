import { ArtifactDamaged, ArtifactMissing } from '@codecsmith/artifacts';
import type { ExperimentCommandData, ExperimentFactData } from '@codecsmith/experiment';
import type { MeasureExperimentRequest } from '../assess/assessment-parts.ts';
import { measureExperiment } from '../assess/measure-experiment.ts';
import { MeasurementRefused } from '../measure/measurement-refused.ts';
import { compareRuns } from './compare-runs.ts';
import { compareValues, type Comparison } from './compare-values.ts';
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
  const numbers = await compareNumbers(request);
  return {
    matches: runs.matches + evidence.matches + numbers.matches,
    differences: texts([...evidence.differences, ...runs.differences, ...numbers.differences]),
    notes: texts(runs.notes),
    deterministic: runs.deterministic,
  };
}

const texts = (all: readonly string[]): string[] => {
  const more = all.length > MOST_TEXTS ? [`and ${all.length - MOST_TEXTS} more`] : [];
  return [...new Set(all.slice(0, MOST_TEXTS)), ...more].map((text) => text.slice(0, TEXT_LENGTH));
};

/** Measures the recorded bytes again; evidence that does not hold is a difference that names it. */
async function compareNumbers(request: VerificationRequest): Promise<Comparison> {
  const { measured } = request;
  try {
    const { verdict, ...found } = comparable(await measureExperiment(request));
    return compareValues(comparable(measured), { ...found, ...(measured.verdict !== undefined && { verdict }) });
  } catch (error) {
    const finding =
      error instanceof MeasurementRefused || error instanceof ArtifactDamaged || error instanceof ArtifactMissing;
    if (!finding) throw error;
    return { matches: 0, differences: [`the numbers cannot be made again: ${error.message}`] };
  }
}

/** Everything that is a number, and why one is missing; not what merely describes the tools. */
const comparable = ({ measurements, bdRate, isoQuality, score, aggregate, verdict, tier }: Measured) => ({
  ...{ measurements, bdRate, isoQuality, score, aggregate, verdict, tier },
});
