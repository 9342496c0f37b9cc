import { escapeIdentifier, type Client } from 'pg';
import type { EntityManager } from 'typeorm';
import { LEDGER_MIGRATIONS } from '../postgres/migrations.ts';
import type { CoreView } from '../postgres/postgres-storage.ts';
import { selectHead, storedFact, type StoredFact } from '../postgres/read-rows.ts';
import { refuseNewer, WriterSession } from '../postgres/session.ts';
import { GENESIS_HASH, type Head } from '../port/ledger.ts';
import { hashOf } from '../writer/seal.ts';
import type { TableRows } from './backed-up.ts';

/** The database holds a log already. Nothing was written. */
export class LogNotEmpty extends Error {
  override readonly name = 'LogNotEmpty';
}

/** What is to be restored is not a whole, unchanged log. Nothing was written. */
export class BrokenLog extends Error {
  override readonly name = 'BrokenLog';
}

export interface RestoreOptions {
  /** As the role that owns the tables. */
  readonly databaseUrl: string;
  readonly views: readonly CoreView[];
  /** Of the tables that the rows come from. */
  readonly migrations: readonly string[];
}

/**
 * Writes a log into an empty database, in one transaction: all of it or nothing. The views that are never behind the
 * log are computed from it.
 *
 * @param lots the facts first; a rejection of the source undoes everything
 * @returns the end of the log
 * @throws LogNotEmpty, BrokenLog, NewerSchema
 */
export async function restoreLog(options: RestoreOptions, lots: AsyncIterable<TableRows>): Promise<Head> {
  const { databaseUrl: url, views } = options;
  const known = [...LEDGER_MIGRATIONS, ...views.flatMap((view) => view.migrations)];
  refuseNewer(options.migrations, known);
  const session = await WriterSession.open({
    url,
    entities: views.flatMap((view) => view.entities),
    migrations: known,
    onStandby: () => {
      throw new Error('a ledger is at work on this database; stop it first');
    },
  });
  try {
    const { client, manager } = session;
    const { position } = await selectHead(client);
    if (position > 0) throw new LogNotEmpty(`the database holds a log of ${position} facts already`);
    return await inTransaction(client, () => new Restoration(client, manager, views).write(lots));
  } finally {
    await session.close();
  }
}

async function inTransaction<Result>(client: Client, work: () => Promise<Result>): Promise<Result> {
  await client.query('BEGIN');
  try {
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

class Restoration {
  private head: Head = { position: 0, hash: GENESIS_HASH };

  constructor(
    private readonly client: Client,
    private readonly manager: EntityManager,
    private readonly views: readonly CoreView[],
  ) {}

  async write(lots: AsyncIterable<TableRows>): Promise<Head> {
    for await (const { table, rows } of lots) {
      if (table === 'facts') await this.writeFacts(rows);
      else await this.insert(table, rows);
    }
    // The bus holds none of these facts: a mark ahead of it makes the relay fill a new stream.
    const { position, hash } = this.head;
    await this.client.query('INSERT INTO relay_mark (position, hash) VALUES ($1, $2)', [position, hash]);
    return this.head;
  }

  private async writeFacts(rows: readonly string[]): Promise<void> {
    const stored = rows.map((row) => JSON.parse(row) as StoredFact & { position: number });
    for (const fact of stored) this.head = continued(this.head, fact);
    await this.insert('facts', rows);
    const facts = stored.map(storedFact);
    for (const view of this.views) await view.project(facts, this.manager);
  }

  /** Columns that the rows do not have keep their defaults: the rows may be older than the tables. */
  private async insert(table: string, rows: readonly string[]): Promise<void> {
    const [first] = rows;
    if (first === undefined) return;
    const columns = Object.keys(JSON.parse(first) as object)
      .map(escapeIdentifier)
      .join(', ');
    await this.client.query(
      `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1::json)`,
      [`[${rows.join(',')}]`],
    );
  }
}

function continued({ position, hash }: Head, fact: StoredFact & { position: number }): Head {
  if (fact.position !== position + 1) {
    throw new BrokenLog(`position ${position + 1} is missing: the fact at ${fact.position} comes next`);
  }
  if (fact.hash !== hashOf(hash, fact.event)) {
    throw new BrokenLog(`position ${fact.position}: the text of the fact and its hash ${fact.hash} do not agree`);
  }
  return { position: fact.position, hash: fact.hash };
}
