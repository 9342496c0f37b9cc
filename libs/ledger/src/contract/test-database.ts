import { Client, type QueryResultRow } from 'pg';

/** Runs one statement on a connection of its own. */
export async function sql<Row extends QueryResultRow>(url: string, text: string, values: unknown[] = []) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** Drops everything of the database that a test used before. */
export const emptyDatabase = (url: string): Promise<unknown> =>
  sql(url, 'DROP SCHEMA public CASCADE; CREATE SCHEMA public');
