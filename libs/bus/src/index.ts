export {
  ask,
  beatLease,
  publishCommand,
  UnexpectedReply,
  type AskOptions,
  type Outgoing,
  type Received,
} from './connection/ask.ts';
export { inboxPrefix } from './identities/inbox-prefix.ts';
export { connectBus, takesUser, tlsOptions, type BusOptions } from './connection/connect-bus.ts';
export { listExecutors, orderExecutor } from './connection/executors.ts';
export { LedgerClient } from './connection/ledger-client.ts';
export { openBus } from './connection/open-bus.ts';
export { wireCommandSchema } from './messages/command.schema.ts';
export type { FactData, FactType } from './messages/vocabulary.ts';
export { quarantine, quarantinedSchema, type GivenUp, type Quarantined } from './messages/quarantine.ts';
export {
  arrivedMessage,
  parseWith,
  readArrived,
  readCommand,
  readJson,
  UnreadableMessage,
  type ArrivedMessage,
} from './messages/read-command.ts';
export { FactFeed, type FactFeedOptions } from './facts/fact-feed.ts';
export { FactReader, notYet, type EndOfFacts } from './facts/fact-reader.ts';
export {
  followFacts,
  makeFollower,
  readFollow,
  remakeFollowers,
  type AskedToFollow,
  type Following,
  type KnownFollower,
} from './facts/follow.ts';
export { checkBinding } from './microservice/check-binding.ts';
export { FactContext, MessageContext } from './microservice/contexts.ts';
export { JetStreamServer, type JetStreamServerOptions } from './microservice/jetstream-server.ts';
export { OnAsk, OnDurable, OnFact, OnMessage, type FactBinding, type Read } from './microservice/patterns.ts';
export { runMicroservice, serviceArguments, type ServiceArguments } from './microservice/run-microservice.ts';
export {
  BUS,
  closedAtShutdown,
  LOGGER,
  ServiceHealth,
  STOP,
  type ServiceParts,
} from './microservice/service.module.ts';
export { NotRedriven, DeadLetterQueue, type QuarantinedMessage } from './reactor/dead-letter-queue.ts';
export { NotTried, Quarantine, RetryLater } from './reactor/outcomes.ts';
export {
  PullWorker,
  type WorkAfterAck,
  type Delivery,
  type PullWorkerOptions,
  type WorkerLog,
  type WorkerState,
} from './reactor/pull-worker.ts';
export {
  defineReactor,
  NEWER_VERSION,
  reactorWorker,
  type Reaction,
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
export { quarantinedCount, queueStates, type QueueState } from './topology/queue-states.ts';
export {
  addressOf,
  ALL_ASKS,
  askSubject,
  commandSubject,
  factSubject,
  EXECUTOR_BEAT,
  EXECUTOR_LIST,
  EXECUTOR_ORDER,
  FOLLOW,
  fromAnybody,
  takeWorkFrom,
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
export {
  NO_TOKEN,
  readTakeWork,
  WorkTokens,
  type AskedForWork,
  type WorkOfDurable,
  type WorkTaken,
} from './work/work-token.ts';
export type { NatsConnection } from '@nats-io/transport-node';
