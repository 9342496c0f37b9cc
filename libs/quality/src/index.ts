export { BD_METHODS, bdRate, OVERLAP_WARNING, type BdMethod, type BdResult } from './curves/bd-rate.ts';
export { rdCurve, LEAST_POINTS, type CurveProblem, type RdCurve, type RdPoint } from './curves/rd-curve.ts';
export { FrameComparison, type PerceivedErrors } from './distortion/frame-comparison.ts';
export { frameErrors, type FrameErrors } from './distortion/frame-errors.ts';
export {
  frameSamples,
  planeSamples,
  type PerPlane,
  type PlaneLayout,
  type Samples,
} from './distortion/plane-layout.ts';
export { squaredError } from './distortion/squared-error.ts';
export { perceivedOf, type Perceived } from './distortion/perceived.ts';
export { psnrDb, psnrOf, type Db, type FramePsnr, type Psnr } from './distortion/psnr.ts';
export { rateOf, rawFrameBytes, type Rate, type RateInput } from './rate/rate.ts';
export { isoQuality, metricAt, rateAt, type Reasoned } from './curves/iso-quality.ts';
export {
  CORE_METRICS,
  CURVE_METRICS,
  FRAME_METRICS,
  isMetric,
  measuredBy,
  METRIC_NAMES,
  METRICS,
  metricText,
  metricTitle,
  pickMetrics,
  RECORDED_METRICS,
  type CoreMetric,
  type CurveMetric,
  type CurveValues,
  type FrameMetric,
  type Metric,
  type MetricName,
  type MetricSource,
  type MetricUse,
  type MetricValues,
  type RecordedMetric,
} from './metrics/metrics.ts';
export { curveOf, type RdRun } from './verdict/rd-run.ts';
export {
  aggregateScore,
  LEAST_OVERLAP,
  scoreOf,
  type AggregateScore,
  type ClipScore,
  type Score,
  type ScoreInput,
} from './verdict/score.ts';
export { clipTier, LEAST_TIER_CLIPS, overallTier, savingAt, TIERS, type Tier } from './verdict/tier.ts';
export {
  assessClip,
  scoredAgainst,
  type AnchorFigure,
  type AnchorRuns,
  type AssessClipInput,
  type ClipAssessment,
} from './verdict/assess-clip.ts';
export {
  flagText,
  IDENTICAL_ALARM,
  identicalMetrics,
  ignoresQuality,
  knowsTheClip,
  type Flag,
  type MetricTuple,
  type VariantScore,
} from './verdict/flags.ts';
export { carriesTables, charged, chargedBytes, type SourceCharge } from './verdict/charge.ts';
export { hasImplausibleRate, LEAST_RATE_SHARE } from './verdict/implausible-rate.ts';
export { verdictWithheld, type VerdictGround } from './verdict/withheld.ts';
export { nextQualities, spanningQualities, spanOf, type Probe, type SpanTarget } from './verdict/span.ts';
export { curveBreach } from './curves/curve-breach.ts';
export { CurveUnreadable } from './curves/read/curve-table.ts';
export { readCurve, type CurveChoice, type ReadCurve } from './curves/read/read-curve.ts';
