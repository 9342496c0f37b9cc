export { defineAggregate } from './port/aggregate.ts';
export type {
  Aggregate,
  AggregateDefinition,
  Knowledge,
  LeaseChange,
  LeaseClaim,
  LookupEntry,
  LookupKey,
  Preparation,
} from './port/aggregate.ts';
export { GENESIS_HASH, LedgerUnavailable } from './port/ledger.ts';
export type { Head, Ledger } from './port/ledger.ts';
export type { Batch, Lease, LedgerStorage } from './port/storage.ts';
export { MemoryStorage } from './memory/memory-storage.ts';
export {
  PostgresStorage,
  READER_ROLE,
  type CoreView,
  type PostgresStorageOptions,
} from './postgres/postgres-storage.ts';
export { forgetAnswered, type Forgotten } from './postgres/forget-answered.ts';
export { hashOf } from './writer/seal.ts';
export type { LeaseTimes } from './writer/lease-table.ts';
export { DISK_FULL } from './writer/command-receiver.ts';
export { openLedger, type WriterOptions } from './writer/writer.ts';
export { legacyAggregate, legacyIdFor } from './aggregates/legacy.aggregate.ts';
export { anchorAggregate } from './aggregates/anchor.aggregate.ts';
export { campaignAggregate } from './aggregates/campaign.aggregate.ts';
export { clipAggregate } from './aggregates/clip.aggregate.ts';
export { experimentAggregate, experimentAggregateOf, experimentIdFor } from './aggregates/experiment.aggregate.ts';
export { factMessage, isSameMessage, type FactMessage, type LoggedFact } from './relay/fact-message.ts';
export { busTopology } from './relay/bus-topology.ts';
export { Relay, type FactTopology, type RelayOptions } from './relay/relay.ts';
export { storedFact } from './postgres/read-rows.ts';
export { FactListener } from './read/fact-listener.ts';
export {
  factsAfter,
  factsOfAggregate,
  legacyFactsAfter,
  factsOfType,
  factTexts,
  headOf,
  historiesBetween,
  historyOf,
  logRowsAfter,
  positionsOf,
  type FactText,
  type LogRow,
} from './read/facts.ts';
export { livingLeases, type LivingLease } from './read/leases.ts';
export { queryOf, type Query } from './read/query.ts';
export { relayedPosition, relayRepairs, type RelayRepair } from './read/relayed.ts';
export { BACKED_UP, type BackedUpTable, type TableRows } from './backup/backed-up.ts';
export { LogSnapshot } from './backup/log-snapshot.ts';
export { BrokenLog, LogNotEmpty, restoreLog, type RestoreOptions } from './backup/restore-log.ts';
export { NewerSchema } from './postgres/session.ts';
