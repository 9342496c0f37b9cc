import { Client } from 'pg';
import { headOf } from '../read/facts.ts';
import type { Head } from '../port/ledger.ts';
import { BACKED_UP, type BackedUpTable, type TableRows } from './backed-up.ts';

const ROWS_AT_A_TIME = 500;

/** The ledger's tables as of one moment, read while the lab goes on. */
export class LogSnapshot {
  private constructor(
    private readonly client: Client,
    readonly head: Head,
    /** Names of the schema's migrations: what a program must know in order to read this. */
    readonly migrations: readonly string[],
  ) {}

  /** @param databaseUrl as the role that owns the tables */
  static async open(databaseUrl: string): Promise<LogSnapshot> {
    const client = new Client({ connectionString: databaseUrl, application_name: 'codecsmith-backup' });
    // A connection that breaks is reported by the query that meets it.
    client.on('error', () => undefined);
    await client.connect();
    try {
      await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      const query = async <Row>(sql: string): Promise<Row[]> => (await client.query(sql)).rows as Row[];
      const migrations = await query<{ name: string }>('SELECT name FROM migrations ORDER BY id');
      return new LogSnapshot(
        client,
        await headOf(query),
        migrations.map(({ name }) => name),
      );
    } catch (error) {
      await client.end();
      throw error;
    }
  }

  /** All rows of a table, in order, in small lots. */
  async *rows(table: BackedUpTable): AsyncGenerator<TableRows> {
    await this.client.query(
      `DECLARE lots NO SCROLL CURSOR FOR SELECT row_to_json(t)::text AS row FROM ${table} t ORDER BY ${BACKED_UP[table]}`,
    );
    try {
      for (;;) {
        const { rows } = await this.client.query<{ row: string }>(`FETCH ${ROWS_AT_A_TIME} FROM lots`);
        if (rows.length === 0) return;
        yield { table, rows: rows.map(({ row }) => row) };
      }
    } finally {
      await this.client.query('CLOSE lots');
    }
  }

  async close(): Promise<void> {
    await this.client.end();
  }
}
