export { readEventStream, type StreamEvent } from './events/event-stream.ts';
export type { FollowOptions, FollowState } from './events/follow-facts.ts';
export type { CampaignDocument, CampaignProposal, CampaignStanding } from './http/campaign.schema.ts';
export { LabProblem, LabUnreachable, mayPass, UnexpectedAnswer, type Problem } from './http/problem.ts';
export type { ClipCurves, CurvePoint, Progress } from './http/chart-schemas.ts';
export { ROLES } from './http/schemas.ts';
export type {
  ExperimentDocument,
  ExperimentSummary,
  FailureCause,
  Health,
  IssuedToken,
  KnownClip,
  LabStatus,
  MeasuredRun,
  Page,
  QuarantinedMessage,
  Role,
  TokenHolder,
} from './http/schemas.ts';
export { SORT_KEYS, type SortKey } from '@codecsmith/experiment';
export { isNotFound, LabClient, type ExperimentQuery, type LabClientOptions } from './lab-client.ts';
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
