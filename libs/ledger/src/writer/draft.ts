import {
  refuse,
  type Answer,
  type BeatVerdict,
  type Command,
  type Fact,
  type FactDraft,
  type LeaseBeat,
} from '@codecsmith/kernel';
import type { Aggregate, Knowledge, LookupEntry, LookupKey } from '../port/aggregate.ts';
import type { Head } from '../port/ledger.ts';
import { answerOf, type AcceptedCommand, type Batch, type Lease, type SealedFact } from '../port/storage.ts';
import type { Received } from './command-receiver.ts';
import { LeaseTable, type LeaseTimes } from './lease-table.ts';
import { seal } from './seal.ts';

/** An aggregate as far as its facts go. */
export interface AggregateRecord {
  readonly aggregate: string;
  readonly state: unknown;
  readonly version: number;
  readonly correlationId: string;
}

/** What a batch must know before it can decide. */
export interface Known {
  readonly commands: ReadonlyMap<string, AcceptedCommand>;
  readonly aggregates: ReadonlyMap<string, AggregateRecord>;
  readonly lookups: ReadonlyMap<string, unknown>;
  readonly leases: ReadonlyMap<string, Lease>;
}

export const lookupKeyOf = ({ kind, key }: LookupKey): string => `${kind} ${key}`;

/** A fact must fit one message of the bus, which by default takes 1 MiB with headers. */
const MAX_FACT_BYTES = 1_000_000;

const factTooLarge = ({ id }: Command, { fact, event }: SealedFact): Answer =>
  refused(
    id,
    'fact_too_large',
    `data: ${fact.type} would take ${Buffer.byteLength(event)} bytes; ${MAX_FACT_BYTES} are allowed`,
    { field: 'data', allowed: [`at most ${MAX_FACT_BYTES} bytes`] },
  );

const refused = (id: string, ...refusal: Parameters<typeof refuse>): Answer => ({
  accepted: false,
  id,
  refusal: refuse(...refusal),
});

/** Decisions in order, each upon the ones before it; nothing is stored yet. */
export class Draft {
  readonly aggregates = new Map<string, AggregateRecord>();
  readonly lookups = new Map<string, LookupEntry>();
  private readonly facts: SealedFact[] = [];
  private readonly commands = new Map<string, AcceptedCommand>();
  private readonly leases: LeaseTable;
  private end: Head;

  constructor(
    private readonly known: Known,
    private readonly after: Head,
    private readonly now: Date,
    leaseTimes: LeaseTimes,
    openedAt: Date,
  ) {
    this.end = after;
    this.leases = new LeaseTable(known.leases, now, leaseTimes, openedAt);
  }

  /** The log's head once the batch is committed. */
  get head(): Head {
    return this.end;
  }

  get batch(): Batch {
    return {
      after: this.after,
      facts: this.facts,
      commands: [...this.commands.values()],
      entries: [...this.lookups.values()],
      leases: [...this.leases.changed.values()],
    };
  }

  get isEmpty(): boolean {
    return this.commands.size === 0 && this.leases.changed.size === 0;
  }

  beat(beat: LeaseBeat): BeatVerdict {
    return this.leases.beat(beat);
  }

  /** @throws whatever the aggregate's rules throw; the draft is then unchanged */
  decide({ aggregate, command, refusal }: Received): Answer {
    const known = this.commands.get(command.id) ?? this.known.commands.get(command.id);
    if (known !== undefined) return this.again(known, command);
    if (refusal !== undefined) return { accepted: false, id: command.id, refusal };
    const record = this.aggregates.get(command.aggregateId) ?? this.known.aggregates.get(command.aggregateId);
    if (record !== undefined && record.aggregate !== aggregate.name) {
      const message = `subject: ${command.aggregateId} is the id of a ${record.aggregate}`;
      return refused(command.id, 'id_taken', message, { field: 'subject' });
    }
    const state = record === undefined ? aggregate.decider.initial : record.state;
    const decision = aggregate.decider.decide(
      state,
      command,
      aggregate.context(this.knowledge(aggregate, command), command),
    );
    if (!decision.accepted) return { accepted: false, id: command.id, refusal: decision.refusal };
    return this.append(aggregate, command, record, decision.facts);
  }

  /** The first accepted answer for an id wins. A lease it was granted gets a fresh token, which only its sender is told. */
  private again(known: AcceptedCommand, command: Command): Answer {
    const sameWish = known.aggregate === command.aggregate && known.type === command.type;
    if (!sameWish || (command.aggregateId !== '' && known.aggregateId !== command.aggregateId)) {
      const message = `id: ${known.id} was accepted as ${known.aggregate}.${known.type} of ${known.aggregateId}`;
      return refused(known.id, 'command_id_taken', message, { field: 'id' });
    }
    const answer = answerOf(known, true);
    if (known.leasedAttempt === null || known.actor !== command.actor) return answer;
    const lease = this.leases.reissue({ aggregateId: known.aggregateId, attempt: known.leasedAttempt });
    return lease === undefined ? answer : { ...answer, lease };
  }

  private knowledge(aggregate: Aggregate, command: Command): Knowledge {
    const declared = new Set((aggregate.lookups?.(command) ?? []).map(lookupKeyOf));
    return {
      now: this.now.toISOString(),
      lease: this.leases.knowledge(command.aggregateId, aggregate.lease?.(command)),
      lookup: (kind, key) => {
        const id = lookupKeyOf({ kind, key });
        if (!declared.has(id)) throw new Error(`${command.aggregate}.${command.type} looks up ${id} undeclared`);
        const own = this.lookups.get(id);
        return (own === undefined ? this.known.lookups.get(id) : own.value) ?? undefined;
      },
    };
  }

  private append(
    aggregate: Aggregate,
    command: Command,
    record: AggregateRecord | undefined,
    drafts: readonly FactDraft[],
  ): Answer {
    const correlationId =
      record?.correlationId ?? command.correlationId ?? aggregate.correlationFor?.(command) ?? command.aggregateId;
    const sealed = this.seal(command, record?.version ?? 0, correlationId, drafts);
    const tooLarge = sealed.find(({ event }) => Buffer.byteLength(event) > MAX_FACT_BYTES);
    if (tooLarge !== undefined) return factTooLarge(command, tooLarge);
    const facts = sealed.map(({ fact }) => fact);
    const state = facts.reduce(
      (folded: unknown, fact) => aggregate.decider.evolve(folded, fact),
      record === undefined ? aggregate.decider.initial : record.state,
    );
    const entries = facts.flatMap((fact) => aggregate.entries?.(fact) ?? []);
    const changes = aggregate.leaseChanges?.(facts) ?? [];

    const last = facts.at(-1);
    const version = last?.version ?? record?.version ?? 0;
    this.facts.push(...sealed);
    if (last !== undefined) {
      this.end = last;
      this.aggregates.set(command.aggregateId, { aggregate: aggregate.name, state, version, correlationId });
    }
    this.claim(entries);
    const granted = this.leases.apply(command.aggregateId, changes);
    const accepted = this.remember(command, facts, version, granted?.attempt ?? null);
    return granted === undefined ? accepted : { ...accepted, lease: granted.issued };
  }

  private seal(command: Command, version: number, correlationId: string, drafts: readonly FactDraft[]): SealedFact[] {
    const occurredAt = this.now.toISOString();
    let head = this.end;
    return drafts.map((draft, index) => {
      const sealed = seal(draft, command, { version: version + index + 1, occurredAt, correlationId }, head);
      head = sealed.fact;
      return sealed;
    });
  }

  private claim(entries: readonly LookupEntry[]): void {
    for (const entry of entries) {
      const id = lookupKeyOf(entry);
      const own = this.lookups.get(id);
      const isFree = (own === undefined ? this.known.lookups.get(id) : own.value) === undefined || own?.value === null;
      if (entry.latest === true) this.lookups.set(id, entry);
      // What takes a key that this very batch has freed must take the place of the freed one.
      else if (isFree) this.lookups.set(id, own === undefined ? entry : { ...entry, latest: true });
    }
  }

  private remember(command: Command, facts: readonly Fact[], version: number, leasedAttempt: number | null) {
    const accepted: AcceptedCommand = {
      id: command.id,
      aggregate: command.aggregate,
      aggregateId: command.aggregateId,
      type: command.type,
      actor: command.actor,
      version,
      position: this.end.position,
      facts: facts.map((fact) => fact.type),
      leasedAttempt,
    };
    this.commands.set(command.id, accepted);
    return answerOf(accepted, false);
  }
}
