import type { Accepted, Fact, StopReason } from '@codecsmith/kernel';
import type { LookupEntry, LookupKey } from './aggregate.ts';
import type { Head } from './ledger.ts';

/** A fact and the canonical text that its hash covers. */
export interface SealedFact {
  readonly fact: Fact;
  /** Canonical JSON (RFC 8785) of the fact's CloudEvent, without `hash`. */
  readonly event: string;
}

/** An accepted command as it is remembered, so that a repeat gets the same answer. */
export interface AcceptedCommand {
  readonly id: string;
  readonly aggregate: string;
  readonly aggregateId: string;
  readonly type: string;
  readonly actor: string;
  readonly version: number;
  readonly position: number;
  readonly facts: readonly string[];
  /** Attempt whose lease the command was granted, if it was. */
  readonly leasedAttempt: number | null;
}

export interface LeaseKey {
  readonly aggregateId: string;
  readonly attempt: number;
}

/** A row of the lease table: mutable, outside the log. */
export interface Lease extends LeaseKey {
  readonly executor: string;
  /** Hex sha256 of the token. */
  readonly tokenHash: string;
  readonly beatAt: Date;
  readonly ttlMs: number;
  readonly endedAt: Date | null;
  readonly endReason: StopReason | null;
}

/** What one transaction writes: all of it or nothing. */
export interface Batch {
  /** Position and hash that the batch continues. */
  readonly after: Head;
  readonly facts: readonly SealedFact[];
  readonly commands: readonly AcceptedCommand[];
  readonly entries: readonly LookupEntry[];
  readonly leases: readonly Lease[];
}

/** Where a writer keeps the log. Only one writer has it open. */
export interface LedgerStorage {
  /** Waits for the right to write. */
  open(): Promise<Head>;
  commands(ids: readonly string[]): Promise<AcceptedCommand[]>;
  /** Facts of the given aggregates, each aggregate's in order. */
  histories(aggregateIds: readonly string[]): Promise<Fact[]>;
  lookups(keys: readonly LookupKey[]): Promise<LookupEntry[]>;
  leases(keys: readonly LeaseKey[]): Promise<Lease[]>;
  /** All leases that have not ended. */
  livingLeases(): Promise<Lease[]>;
  /**
   * @throws NotStorable when the database refuses the content: each command is then tried alone
   * @throws StorageBusy when it could not store anything just now
   * @throws any other error when this writer must stop
   */
  commit(batch: Batch): Promise<void>;
  /** With `read` and `readFrom`: sees committed rows only, and may be called while a batch is being stored. */
  find(commandId: string): Promise<AcceptedCommand | undefined>;
  read(aggregateId: string): Promise<Fact[]>;
  readFrom(position: number, limit: number): Promise<Fact[]>;
  close(): Promise<void>;
}

/** The database refuses something that a command carries. */
export class NotStorable extends Error {
  override readonly name = 'NotStorable';
}

/** The database cannot store just now (a cancelled statement, too many connections): later it may. */
export class StorageBusy extends Error {
  override readonly name: string = 'StorageBusy';
}

/** The disk of the database is full. */
export class StorageFull extends StorageBusy {
  override readonly name = 'StorageFull';
}

/** The next position is in the log already: another writer is at work, and this one must stop. */
export class PositionTaken extends Error {
  override readonly name = 'PositionTaken';
}

/** The answer of a remembered command. */
export const answerOf = (command: AcceptedCommand, repeated: boolean): Accepted => ({
  accepted: true,
  id: command.id,
  aggregateId: command.aggregateId,
  version: command.version,
  position: command.position,
  facts: command.facts,
  repeated,
});
