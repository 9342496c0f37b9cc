import type { ArtifactStore } from '@codecsmith/artifacts';
import type { Clip, ExperimentFactData } from '@codecsmith/experiment';
import type { AnchorCache, MediaTools } from '@codecsmith/media';
import type { ClipAssessment } from '@codecsmith/quality';
import type { AnchorCurveResult } from './compare-with-anchors.ts';
import type { MeasuredRun } from '../measure/measure-run.ts';

/** An executed candidate and what is needed to measure it. */
export interface MeasureExperimentRequest {
  readonly executed: ExperimentFactData<'CandidateExecuted'>;
  readonly queued: ExperimentFactData<'ExecutionQueued'>;
  readonly store: ArtifactStore;
  readonly cache: AnchorCache;
  /** Folder for temporary planes. */
  readonly workFolder: string;
  readonly tools?: MediaTools | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One clip of an experiment, measured and compared. */
export interface ClipResult {
  readonly clip: Clip;
  readonly runs: readonly MeasuredRun[];
  readonly anchors: readonly AnchorCurveResult[];
  readonly assessment: ClipAssessment;
  /** Whether a run needs less than a twentieth of the slow anchor's bytes. */
  readonly implausibleRate: boolean;
}
