import type { Command, CommandUnion, Decider, Fact, FactDraft, Refusal, StopReason } from '@codecsmith/kernel';
import type { ArtifactStore } from '@codecsmith/artifacts';
import type { z } from 'zod';

/** Names one thing that decisions about other aggregates look up, such as a clip by its name. */
export interface LookupKey {
  readonly kind: string;
  readonly key: string;
}

/** An entry that a fact makes. The first fact to claim a key keeps it, unless a later one is `latest`. */
export interface LookupEntry extends LookupKey {
  /** Null frees the key. */
  readonly value: unknown;
  /** Takes the place of what is there. */
  readonly latest?: boolean;
}

/** What the ledger knows about the lease that a command speaks of. */
export interface LeaseKnowledge {
  /** The command's token is the one that was issued last for this attempt. */
  readonly valid: boolean;
  /** No beat within the time to live, by the ledger's clock; also when there is no such lease. */
  readonly expired: boolean;
  readonly lastBeatAt: string | null;
}

/** From this a decision's context is built. */
export interface Knowledge {
  /** The ledger's clock, ISO 8601. */
  readonly now: string;
  /** Value of an entry among those the definition's `lookups` asked for. */
  readonly lookup: (kind: string, key: string) => unknown;
  readonly lease: LeaseKnowledge;
}

/** What accepted facts do to leases. */
export type LeaseChange =
  | { readonly change: 'grant'; readonly attempt: number; readonly executor: string }
  /** Ends every living lease of the aggregate. */
  | { readonly change: 'end'; readonly reason: StopReason };

/** Which lease a command speaks of, and the token it shows. */
export interface LeaseClaim {
  readonly attempt: number;
  readonly token: string | null;
}

/** Work that must be done before the decision, outside the transaction: it may be repeated. */
export type Preparation<Data> = { readonly data: Data } | { readonly refusal: Refusal };

/** How the ledger runs one kind of aggregate. Only `name`, `commands`, `decider` and `context` are required. */
export interface AggregateDefinition<
  State,
  Schemas extends Record<string, z.ZodType>,
  F extends FactDraft,
  Context,
  Cmd = CommandUnion<Schemas>,
> {
  readonly name: string;
  /** Schema of the data of every verb. */
  readonly commands: Schemas;
  readonly decider: Decider<State, Cmd, F, Context>;
  context(knowledge: Knowledge, command: Cmd): Context;
  /** Verbs that bring new work: refused with `disk_full` while the disk has too little room. */
  readonly bringsWork?: readonly string[];
  /** Id of a command's aggregate where the sender may leave it out. */
  idFor?(command: { readonly id: string; readonly type: string; readonly data: unknown }): string | undefined;
  /** Correlation of a new aggregate when the command names none; the aggregate's id by default. */
  correlationFor?(command: Cmd): string | undefined;
  /** Stores what the command brings inline; checks that what it names is stored. */
  prepare?(command: Cmd, artifacts: ArtifactStore): Promise<Preparation<unknown>>;
  /** Entries that the decision may look up. */
  lookups?(command: Cmd): readonly LookupKey[];
  /** Entries that a fact makes. */
  entries?(fact: Fact): readonly LookupEntry[];
  lease?(command: Cmd): LeaseClaim | undefined;
  leaseChanges?(facts: readonly Fact[]): readonly LeaseChange[];
}

/** A definition whose types have been forgotten: what the writer handles, after the schemas have parsed the data. */
export type Aggregate = AggregateDefinition<unknown, Record<string, z.ZodType>, FactDraft, unknown, Command>;

/** Checks a definition's types against each other and forgets them. */
export function defineAggregate<
  State,
  Schemas extends Record<string, z.ZodType>,
  F extends FactDraft,
  Context,
  Cmd = CommandUnion<Schemas>,
>(definition: AggregateDefinition<State, Schemas, F, Context, Cmd>): Aggregate {
  return definition as unknown as Aggregate;
}

/** The aggregates of a ledger by name. */
export type Registry = ReadonlyMap<string, Aggregate>;

/** @throws Error when two definitions share a name */
export function registryOf(aggregates: readonly Aggregate[]): Registry {
  const registry = new Map<string, Aggregate>();
  for (const aggregate of aggregates) {
    if (registry.has(aggregate.name)) throw new Error(`aggregate ${aggregate.name} is defined twice`);
    registry.set(aggregate.name, aggregate);
  }
  return registry;
}
