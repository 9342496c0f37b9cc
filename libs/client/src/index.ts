export { readEventStream, type StreamEvent } from './events/event-stream.ts';
export {
  EXPORT_COLUMNS,
  EXPORT_NAMES,
  type ExportColumn,
  type ExportName,
  type ExportRow,
  type ExportType,
} from './export/columns.ts';
export { anchorRows, experimentRows, type ExportedAnchor, type ExportedExperiment } from './export/rows.ts';
export type { FollowOptions, FollowState } from './events/follow-facts.ts';
export {
  ROLES,
  type BrowserSession,
  type IssuedToken,
  type LoginLink,
  type Role,
  type TokenHolder,
} from './http/access.schema.ts';
export type { CampaignDocument, CampaignProposal, CampaignStanding } from './http/campaign.schema.ts';
export type {
  AnchorCurve,
  CampaignTally,
  CandidateCurve,
  ClipCurves,
  CurvePoint,
  Progress,
  ScoreKey,
} from './http/chart.schema.ts';
export {
  frameSeriesSchema,
  type CandidateDocument,
  type ExperimentDocument,
  type ExperimentSummary,
  type FailureCause,
  type FramePoint,
  type ListedRun,
  type MeasuredRun,
} from './http/experiment.schema.ts';
export type { Decoder } from './http/decoder.schema.ts';
export type { KnownExecutor } from './http/executor.schema.ts';
export type { PublicFact } from './http/fact.schema.ts';
export type {
  Health,
  KnownClip,
  LabStatus,
  QuarantinedMessage,
  QueueStatus,
  ReactorQueue,
  StuckExperiment,
} from './http/lab.schema.ts';
export type { LegacyExperiment } from './http/legacy.schema.ts';
export type { Page } from './http/page.schema.ts';
export { LabProblem, LabUnreachable, mayPass, UnexpectedAnswer, type Problem } from './http/problem.ts';
export type { CandidateReading } from './http/reading.schema.ts';
export { RESPONSES, responseSchemas, type ResponseBody, type ResponseName } from './http/responses.ts';
export { isNotFound, LabClient, type ExperimentQuery, type LabClientOptions } from './lab-client.ts';
export { SORT_KEYS, type SortKey } from '@codecsmith/experiment';
export {
  busAccess,
  followMessage,
  type BusAccess,
  type FollowOptions as BusFollowOptions,
} from './messages/bus-access.ts';
export { requestAgain } from './messages/request-again.ts';
export {
  commandMessage,
  type Aggregate,
  type BusMessage,
  type CommandInput,
  type CommandOptions,
  type CommandVerb,
} from './messages/commands.ts';
export { factFilter, isConcluding, knownFact, type FactOf, type FactType, type KnownFact } from './messages/facts.ts';
export { fromFactEvent, type Accepted, type Fact } from '@codecsmith/kernel';
export type { Clip, ExperimentCommandInput, Outcome, Phase } from '@codecsmith/experiment';
export type { CampaignCommandInput } from '@codecsmith/campaign';
export { describeField, QUERY_FIELDS, type QueryField } from './query/fields.ts';
export { parseQuery, type Comparison, type QueryCondition } from './query/parse-query.ts';
export { pointAt, QueryProblem } from './query/query-problem.ts';
