import { openLedger, PostgresStorage } from '@codecsmith/ledger';
import { coreViews, rebuildViews } from '@codecsmith/views';
import { Client } from 'pg';
import { EMPTY, sealedHistory, type End, type Sealed } from './sealed-history.ts';

const BATCH = 5_000;

/**
 * Lets a lab grow older by so many experiments: their facts stand in the log, the views are computed from them.
 *
 * @param databaseUrl as the role that owns the tables; no ledger may be writing
 */
export async function fillLab(databaseUrl: string, count: number): Promise<void> {
  await (await openLedger(new PostgresStorage({ url: databaseUrl, views: [coreViews] }), { aggregates: [] })).close();
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const batch: Sealed[] = [];
    for (const sealed of sealedHistory(count, await endOf(client))) {
      batch.push(sealed);
      if (batch.length === BATCH) await insertFacts(client, batch.splice(0));
    }
    await insertFacts(client, batch);
    await rebuildViews(databaseUrl);
    await client.query('ANALYZE');
  } finally {
    await client.end();
  }
}

async function endOf(client: Client): Promise<End> {
  const { rows } = await client.query<{ position: string; hash: string; experiments: number }>(
    `SELECT position, hash, (SELECT count(*) FROM facts WHERE type = 'ExperimentRequested')::int AS experiments
     FROM facts ORDER BY position DESC LIMIT 1`,
  );
  const [last] = rows;
  return last === undefined ? EMPTY : { ...last, position: Number(last.position) };
}

/** Puts facts into the log as they are, with their hashes. */
export async function insertFacts(client: Client, sealed: readonly Sealed[]): Promise<void> {
  const column = <T>(read: (one: Sealed) => T): T[] => sealed.map(read);
  await client.query({
    name: 'insert-history',
    text: `INSERT INTO facts (position, aggregate, aggregate_id, version, type, occurred_at, causation_id,
             correlation_id, event, hash)
           SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::int[], $5::text[], $6::timestamptz[],
             $7::text[], $8::text[], $9::text[], $10::text[])`,
    values: [
      column(({ fact }) => fact.position),
      column(({ fact }) => fact.aggregate),
      column(({ fact }) => fact.aggregateId),
      column(({ fact }) => fact.version),
      column(({ fact }) => fact.type),
      column(({ fact }) => fact.occurredAt),
      column(({ fact }) => fact.causationId),
      column(({ fact }) => fact.correlationId),
      column(({ event }) => event),
      column(({ fact }) => fact.hash),
    ],
  });
}
