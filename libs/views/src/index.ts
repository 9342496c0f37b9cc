export {
  buildExperimentDocument,
  phaseOpenedBy,
  type CandidateDocument,
  type ExperimentDocument,
  type FramePoint,
  type FrameSeries,
  type RunDocument,
} from './documents/experiment-document.ts';
export { loadExperimentDocument } from './documents/load-experiment-document.ts';
export { coreViews } from './projections/core-views.ts';
export type { ClipRow } from './tables/clip.table.ts';
export type { ExperimentRow } from './tables/experiment.table.ts';
export type { MeasurementRow } from './tables/measurement.table.ts';
export { BadPageRequest, DEFAULT_PAGE, MAX_PAGE, type Page } from './queries/cursor.ts';
export type { LabStatus, QueueStatus, StuckExperiment, StuckLimits } from './queries/lab-status.ts';
export { LabViews, type LeaseRow } from './queries/lab-views.ts';
export { type ExperimentFilter, type ListedRow, type ListOrder, type PageRequest } from './queries/experiment-list.ts';
export type { ListedRun, RunPlace } from './queries/listed-runs.ts';
export type { CandidateCurve, CurveFilter, CurvePoint } from './queries/clip-curves.ts';
export type { CampaignTally, Progress } from './queries/progress.ts';
export { MeasurementProjector } from './projections/measurement-projector.ts';
export { auditLog, type AuditOptions, type StreamEnd } from './audit/audit-log.ts';
export type { AuditReport, Finding, FindingCode } from './audit/audit-report.ts';
export { rebuildViews } from './projections/rebuild-views.ts';
