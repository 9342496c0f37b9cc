import type { Fact } from '@codecsmith/kernel';
import { GENESIS_HASH, type Head } from '../port/ledger.ts';
import { storedFact, type StoredFact } from '../postgres/read-rows.ts';
import type { Query } from './query.ts';

/** A row of the log with every column, for those that check them. */
export interface LogRow extends StoredFact {
  readonly position: number;
  readonly aggregate: string;
  readonly aggregateId: string;
  readonly version: number;
  readonly type: string;
  readonly causationId: string;
  readonly correlationId: string;
  readonly occurredAt: Date;
}

/** A fact as its text, and what a reader needs to know of it without parsing that. */
export interface FactText extends StoredFact {
  readonly position: number;
  readonly aggregateId: string;
}

/** The end of the log. */
export async function headOf(query: Query): Promise<Head> {
  const [last] = await query<{ position: string; hash: string }>(
    'SELECT position, hash FROM facts ORDER BY position DESC LIMIT 1',
  );
  return last === undefined
    ? { position: 0, hash: GENESIS_HASH }
    : { position: Number(last.position), hash: last.hash };
}

/** Positions of single facts, each named by its aggregate and version, by aggregate. */
export async function positionsOf(
  query: Query,
  places: readonly { readonly aggregateId: string; readonly version: number }[],
): Promise<Map<string, number>> {
  const rows = await query<{ aggregateId: string; position: string }>(
    `SELECT f.aggregate_id AS "aggregateId", f.position FROM facts f
     JOIN unnest($1::text[], $2::int[]) AS place(id, version) ON f.aggregate_id = place.id AND f.version = place.version`,
    [places.map(({ aggregateId }) => aggregateId), places.map(({ version }) => version)],
  );
  return new Map(rows.map(({ aggregateId, position }) => [aggregateId, Number(position)]));
}

/** At most `limit` facts behind a position, in order. */
export async function factsAfter(query: Query, position: number, limit: number): Promise<Fact[]> {
  const rows = await query<StoredFact>('SELECT event, hash FROM facts WHERE position > $1 ORDER BY position LIMIT $2', [
    position,
    limit,
  ]);
  return rows.map(storedFact);
}

/** The same with every column. */
export async function logRowsAfter(query: Query, position: number, limit: number): Promise<LogRow[]> {
  const rows = await query<Omit<LogRow, 'position'> & { position: string }>(
    `SELECT position, aggregate, aggregate_id AS "aggregateId", version, type, causation_id AS "causationId",
       correlation_id AS "correlationId", occurred_at AS "occurredAt", event, hash
     FROM facts WHERE position > $1 ORDER BY position LIMIT $2`,
    [position, limit],
  );
  return rows.map((row) => ({ ...row, position: Number(row.position) }));
}

/** Facts at positions `after + 1` to `last` as texts, of the whole log or of one aggregate; at most `limit`. */
export async function factTexts(
  query: Query,
  range: { after: number; last: number; limit: number; aggregateId?: string | undefined },
): Promise<FactText[]> {
  const rows = await query<Omit<FactText, 'position'> & { position: string }>(
    `SELECT position, aggregate_id AS "aggregateId", event, hash FROM facts
     WHERE position > $1 AND position <= $2 ${range.aggregateId === undefined ? '' : 'AND aggregate_id = $4'}
     ORDER BY position LIMIT $3`,
    [range.after, range.last, range.limit, ...(range.aggregateId === undefined ? [] : [range.aggregateId])],
  );
  return rows.map((row) => ({ ...row, position: Number(row.position) }));
}

/** All facts of an aggregate, by version; empty when there is none. */
export async function historyOf(query: Query, aggregateId: string): Promise<Fact[]> {
  const rows = await query<StoredFact>('SELECT event, hash FROM facts WHERE aggregate_id = $1 ORDER BY version', [
    aggregateId,
  ]);
  return rows.map(storedFact);
}

/** Facts of some aggregates behind a position and up to another, in the order of the log. */
export async function historiesBetween(
  query: Query,
  aggregateIds: readonly string[],
  { after, last }: { after: number; last: number },
): Promise<Fact[]> {
  const rows = await query<StoredFact>(
    `SELECT event, hash FROM facts WHERE aggregate_id = ANY($1) AND position > $2 AND position <= $3 ORDER BY position`,
    [aggregateIds, after, last],
  );
  return rows.map(storedFact);
}

/** Facts of one type of some aggregates. */
export async function factsOfType(query: Query, aggregateIds: readonly string[], type: string): Promise<Fact[]> {
  const rows = await query<StoredFact>('SELECT event, hash FROM facts WHERE aggregate_id = ANY($1) AND type = $2', [
    aggregateIds,
    type,
  ]);
  return rows.map(storedFact);
}

/** At most `limit` facts of records of the earlier system behind a position; an index finds them. */
export async function legacyFactsAfter(query: Query, page: { after: number; limit: number }): Promise<Fact[]> {
  const rows = await query<StoredFact>(
    `SELECT event, hash FROM facts WHERE aggregate = 'legacy' AND position > $1 ORDER BY position LIMIT $2`,
    [page.after, page.limit],
  );
  return rows.map(storedFact);
}

/** All facts of one kind of aggregate, in the order of the log. Looks through the whole log. */
export async function factsOfAggregate(query: Query, aggregate: string): Promise<Fact[]> {
  const rows = await query<StoredFact>('SELECT event, hash FROM facts WHERE aggregate = $1 ORDER BY position', [
    aggregate,
  ]);
  return rows.map(storedFact);
}
