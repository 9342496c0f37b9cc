import { fromFactEvent, type Fact } from '@codecsmith/kernel';
import type { LookupEntry, LookupKey } from '../port/aggregate.ts';
import { GENESIS_HASH, type Head } from '../port/ledger.ts';
import { PositionTaken, type AcceptedCommand, type Batch, type Lease, type LeaseKey } from '../port/storage.ts';
import type { LedgerStorage, SealedFact } from '../port/storage.ts';

const lookupKeyOf = ({ kind, key }: LookupKey): string => `${kind} ${key}`;
const leaseKeyOf = ({ aggregateId, attempt }: LeaseKey): string => `${aggregateId}#${attempt}`;

/** A log that lives as long as the process: for tests of rules and reactors. Facts are kept as text, as in a database. */
export class MemoryStorage implements LedgerStorage {
  private readonly log: { readonly event: string; readonly hash: string }[] = [];
  private readonly positionsOf = new Map<string, number[]>();
  private readonly accepted = new Map<string, AcceptedCommand>();
  private readonly entries = new Map<string, LookupEntry>();
  private readonly leaseRows = new Map<string, Lease>();

  open(): Promise<Head> {
    return Promise.resolve({ position: this.log.length, hash: this.log.at(-1)?.hash ?? GENESIS_HASH });
  }

  commands(ids: readonly string[]): Promise<AcceptedCommand[]> {
    return Promise.resolve(present(ids.map((id) => this.accepted.get(id))));
  }

  histories(aggregateIds: readonly string[]): Promise<Fact[]> {
    return Promise.resolve(aggregateIds.flatMap((id) => this.history(id)));
  }

  lookups(keys: readonly LookupKey[]): Promise<LookupEntry[]> {
    return Promise.resolve(present(keys.map((key) => this.entries.get(lookupKeyOf(key)))));
  }

  leases(keys: readonly LeaseKey[]): Promise<Lease[]> {
    return Promise.resolve(present(keys.map((key) => this.leaseRows.get(leaseKeyOf(key)))));
  }

  livingLeases(): Promise<Lease[]> {
    return Promise.resolve([...this.leaseRows.values()].filter((lease) => lease.endedAt === null));
  }

  commit(batch: Batch): Promise<void> {
    if (batch.after.position !== this.log.length) {
      return Promise.reject(new PositionTaken(`position ${batch.after.position + 1} is in the log already`));
    }
    for (const sealed of batch.facts) this.append(sealed);
    for (const command of batch.commands) this.accepted.set(command.id, command);
    for (const entry of batch.entries) {
      const isFree = (this.entries.get(lookupKeyOf(entry))?.value ?? null) === null;
      if (isFree || entry.latest === true) this.entries.set(lookupKeyOf(entry), structuredClone(entry));
    }
    for (const lease of batch.leases) this.leaseRows.set(leaseKeyOf(lease), lease);
    return Promise.resolve();
  }

  find(commandId: string): Promise<AcceptedCommand | undefined> {
    return Promise.resolve(this.accepted.get(commandId));
  }

  read(aggregateId: string): Promise<Fact[]> {
    return Promise.resolve(this.history(aggregateId));
  }

  readFrom(position: number, limit: number): Promise<Fact[]> {
    const start = Math.max(position, 1) - 1;
    return Promise.resolve(this.log.slice(start, start + limit).map(factOf));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private append({ fact, event }: SealedFact): void {
    this.log.push({ event, hash: fact.hash });
    const positions = this.positionsOf.get(fact.aggregateId) ?? [];
    positions.push(fact.position);
    this.positionsOf.set(fact.aggregateId, positions);
  }

  private history(aggregateId: string): Fact[] {
    const positions = this.positionsOf.get(aggregateId) ?? [];
    return present(positions.map((position) => this.log[position - 1])).map(factOf);
  }
}

const present = <Value>(values: readonly (Value | undefined)[]): Value[] =>
  values.filter((value) => value !== undefined);

const factOf = ({ event, hash }: { event: string; hash: string }): Fact => fromFactEvent(JSON.parse(event), hash);
