import type { Fact, LeaseBeat } from '@codecsmith/kernel';
import { LRUCache } from 'lru-cache';
import type { LookupKey, Registry } from '../port/aggregate.ts';
import type { Lease, LeaseKey, LedgerStorage } from '../port/storage.ts';
import { lookupKeyOf, type AggregateRecord, type Draft, type Known } from './draft.ts';
import type { Received } from './command-receiver.ts';
import { leaseKeyOf } from './lease-table.ts';

const KEPT_AGGREGATES = 10_000;
const KEPT_LOOKUPS = 50_000;

/** What the writer remembers between batches. All of it can be read again from the storage. */
export class AggregateCache {
  private readonly aggregates = new LRUCache<string, AggregateRecord>({ max: KEPT_AGGREGATES });
  private readonly lookups = new LRUCache<string, { readonly value: unknown }>({ max: KEPT_LOOKUPS });
  private living: Map<string, Lease> | undefined;

  constructor(
    private readonly storage: LedgerStorage,
    private readonly registry: Registry,
  ) {}

  /** Reads what the storage knows and the cache does not. */
  async known(commands: readonly Received[], beats: readonly LeaseBeat[]): Promise<Known> {
    const ids = [...new Set(commands.map(({ command }) => command.id))];
    const [accepted, aggregates, lookups, leases] = await Promise.all([
      this.storage.commands(ids),
      this.recallAggregates(commands),
      this.recallLookups(commands),
      this.recallLeases(commands, beats),
    ]);
    return { commands: new Map(accepted.map((command) => [command.id, command])), aggregates, lookups, leases };
  }

  /** Keeps what a committed batch changed. */
  learn(draft: Draft): void {
    for (const [id, record] of draft.aggregates) this.aggregates.set(id, record);
    for (const id of draft.lookups.keys()) this.lookups.delete(id);
    for (const lease of draft.batch.leases) {
      if (lease.endedAt === null) this.living?.set(leaseKeyOf(lease), lease);
      else this.living?.delete(leaseKeyOf(lease));
    }
  }

  forget(): void {
    this.aggregates.clear();
    this.lookups.clear();
    this.living = undefined;
  }

  private async recallAggregates(commands: readonly Received[]): Promise<Map<string, AggregateRecord>> {
    const found = new Map<string, AggregateRecord>();
    const missing = new Set<string>();
    for (const { command } of commands) {
      const record = this.aggregates.get(command.aggregateId);
      if (record !== undefined) found.set(command.aggregateId, record);
      else if (command.aggregateId !== '') missing.add(command.aggregateId);
    }
    if (missing.size === 0) return found;
    for (const fact of await this.storage.histories([...missing])) {
      found.set(fact.aggregateId, this.fold(found.get(fact.aggregateId), fact));
    }
    for (const id of missing) {
      const record = found.get(id);
      if (record !== undefined) this.aggregates.set(id, record);
    }
    return found;
  }

  private fold(record: AggregateRecord | undefined, fact: Fact): AggregateRecord {
    const decider = this.registry.get(fact.aggregate)?.decider;
    const state = record === undefined ? decider?.initial : record.state;
    return {
      aggregate: fact.aggregate,
      state: decider === undefined ? state : decider.evolve(state, fact),
      version: fact.version,
      correlationId: record?.correlationId ?? fact.correlationId,
    };
  }

  private async recallLookups(commands: readonly Received[]): Promise<Map<string, unknown>> {
    const found = new Map<string, unknown>();
    const missing = new Map<string, LookupKey>();
    for (const { aggregate, command, refusal } of commands) {
      if (refusal !== undefined) continue;
      for (const key of aggregate.lookups?.(command) ?? []) {
        const id = lookupKeyOf(key);
        const entry = this.lookups.get(id);
        if (entry === undefined) missing.set(id, key);
        else found.set(id, entry.value);
      }
    }
    if (missing.size === 0) return found;
    for (const entry of await this.storage.lookups([...missing.values()])) {
      found.set(lookupKeyOf(entry), entry.value);
      this.lookups.set(lookupKeyOf(entry), { value: entry.value });
    }
    return found;
  }

  private async recallLeases(
    commands: readonly Received[],
    beats: readonly LeaseBeat[],
  ): Promise<ReadonlyMap<string, Lease>> {
    this.living ??= new Map((await this.storage.livingLeases()).map((lease) => [leaseKeyOf(lease), lease]));
    const living = this.living;
    const claimed = commands.flatMap(({ aggregate, command, refusal }) => {
      const claim = refusal === undefined ? aggregate.lease?.(command) : undefined;
      return claim === undefined ? [] : [{ aggregateId: command.aggregateId, attempt: claim.attempt }];
    });
    const missing = new Map<string, LeaseKey>();
    for (const key of [...claimed, ...beats]) if (!living.has(leaseKeyOf(key))) missing.set(leaseKeyOf(key), key);
    if (missing.size === 0) return living;
    const ended = await this.storage.leases([...missing.values()]);
    return new Map([...living, ...ended.map((lease) => [leaseKeyOf(lease), lease] as const)]);
  }
}
