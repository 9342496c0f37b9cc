import { fromFactEvent, type Fact, type StopReason } from '@codecsmith/kernel';
import type { Client, Pool } from 'pg';
import type { LookupEntry, LookupKey } from '../port/aggregate.ts';
import { GENESIS_HASH, type Head } from '../port/ledger.ts';
import type { AcceptedCommand, Lease, LeaseKey } from '../port/storage.ts';

type Reader = Pick<Client | Pool, 'query'>;

/** The two columns of a fact's row that hold all of it. */
export interface StoredFact {
  readonly event: string;
  readonly hash: string;
}

/** The fact of a row. */
export const storedFact = ({ event, hash }: StoredFact): Fact => fromFactEvent(JSON.parse(event), hash);

export async function selectHead(reader: Reader): Promise<Head> {
  const { rows } = await reader.query<{ position: string; hash: string }>(
    'SELECT position, hash FROM facts ORDER BY position DESC LIMIT 1',
  );
  const [last] = rows;
  return last === undefined
    ? { position: 0, hash: GENESIS_HASH }
    : { position: Number(last.position), hash: last.hash };
}

/** Facts of the given aggregates, by version within each. */
export async function selectHistories(reader: Reader, aggregateIds: readonly string[]): Promise<Fact[]> {
  const { rows } = await reader.query<StoredFact>({
    name: 'select-histories',
    text: 'SELECT event, hash FROM facts WHERE aggregate_id = ANY($1::text[]) ORDER BY aggregate_id, version',
    values: [aggregateIds],
  });
  return rows.map(storedFact);
}

/** At most `limit` facts from `position` on. */
export async function selectFrom(reader: Reader, position: number, limit: number): Promise<Fact[]> {
  const { rows } = await reader.query<StoredFact>({
    name: 'select-from',
    text: 'SELECT event, hash FROM facts WHERE position >= $1 ORDER BY position LIMIT $2',
    values: [position, limit],
  });
  return rows.map(storedFact);
}

interface CommandRow {
  readonly id: string;
  readonly aggregate: string;
  readonly aggregate_id: string;
  readonly type: string;
  readonly actor: string;
  readonly version: number;
  readonly position: string;
  readonly facts: readonly string[];
  readonly leased_attempt: number | null;
}

export async function selectCommands(reader: Reader, ids: readonly string[]): Promise<AcceptedCommand[]> {
  const { rows } = await reader.query<CommandRow>({
    name: 'select-commands',
    text: `SELECT id, aggregate, aggregate_id, type, actor, version, position, facts, leased_attempt
           FROM commands WHERE id = ANY($1::text[])`,
    values: [ids],
  });
  return rows.map((row) => ({
    id: row.id,
    aggregate: row.aggregate,
    aggregateId: row.aggregate_id,
    type: row.type,
    actor: row.actor,
    version: row.version,
    position: Number(row.position),
    facts: row.facts,
    leasedAttempt: row.leased_attempt,
  }));
}

export async function selectLookups(reader: Reader, keys: readonly LookupKey[]): Promise<LookupEntry[]> {
  const { rows } = await reader.query<{ kind: string; key: string; value: unknown }>({
    name: 'select-lookups',
    text: `SELECT kind, key, value FROM lookups
           WHERE (kind, key) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
    values: [keys.map(({ kind }) => kind), keys.map(({ key }) => key)],
  });
  return rows;
}

interface LeaseRow {
  readonly aggregate_id: string;
  readonly attempt: number;
  readonly executor: string;
  readonly token_hash: string;
  readonly beat_at: Date;
  readonly ttl_ms: number;
  readonly ended_at: Date | null;
  readonly end_reason: StopReason | null;
}

const leaseOf = (row: LeaseRow): Lease => ({
  aggregateId: row.aggregate_id,
  attempt: row.attempt,
  executor: row.executor,
  tokenHash: row.token_hash,
  beatAt: row.beat_at,
  ttlMs: row.ttl_ms,
  endedAt: row.ended_at,
  endReason: row.end_reason,
});

export async function selectLeases(reader: Reader, keys: readonly LeaseKey[]): Promise<Lease[]> {
  const { rows } = await reader.query<LeaseRow>({
    name: 'select-leases',
    text: `SELECT * FROM leases
           WHERE (aggregate_id, attempt) IN (SELECT * FROM unnest($1::text[], $2::int[]))`,
    values: [keys.map(({ aggregateId }) => aggregateId), keys.map(({ attempt }) => attempt)],
  });
  return rows.map(leaseOf);
}

export async function selectLivingLeases(reader: Reader): Promise<Lease[]> {
  const { rows } = await reader.query<LeaseRow>('SELECT * FROM leases WHERE ended_at IS NULL');
  return rows.map(leaseOf);
}
