export {
  ask,
  beatLease,
  publishCommand,
  UnexpectedReply,
  type AskOptions,
  type Outgoing,
  type Received,
} from './connection/ask.ts';
export { connectBus, type BusOptions } from './connection/connect-bus.ts';
export { wireCommandSchema } from './messages/command.schema.ts';
export { quarantine, quarantinedSchema, type GivenUp, type Quarantined } from './messages/quarantine.ts';
export { parseWith, readCommand, readJson, UnreadableMessage } from './messages/read-command.ts';
export { checkBinding } from './nest/check-binding.ts';
export { ReactorHost, type ReactorHostOptions } from './nest/reactor-host.ts';
export { ReactorModule } from './nest/reactor.module.ts';
export { NotRedriven, QuarantineDesk, type QuarantinedMessage } from './reactor/quarantine-desk.ts';
export { Quarantine, RetryLater } from './reactor/outcomes.ts';
export {
  PullWorker,
  type Afterwards,
  type Delivery,
  type PullWorkerOptions,
  type WorkerLog,
  type WorkerState,
} from './reactor/pull-worker.ts';
export {
  defineReactor,
  NEWER_VERSION,
  reactorWorker,
  type Reactor,
  type ReactorCommand,
  type ReactorContext,
  type ReactorRuntime,
} from './reactor/reactor.ts';
export {
  ensureDurables,
  ensureStreams,
  ensureTopology,
  recreateFacts,
  type TopologyOptions,
  type TopologyReport,
} from './topology/ensure-topology.ts';
export {
  addressOf,
  ALL_ASKS,
  askSubject,
  commandSubject,
  factSubject,
  LEASE_BEAT,
  quarantineSubject,
  type CommandAddress,
  DURABLE_BEAT_MS,
  durableBeat,
} from './topology/subjects.ts';
export {
  DURABLES,
  durablePlan,
  durablesOf,
  STREAMS,
  type DurableName,
  type DurablePlan,
  type StreamName,
} from './topology/topology.ts';
export type { NatsConnection } from '@nats-io/transport-node';
