import type { Fact } from '@codecsmith/kernel';
import { escapeIdentifier, escapeLiteral, Pool } from 'pg';
import type { EntityManager } from 'typeorm';
import type { LookupEntry, LookupKey } from '../port/aggregate.ts';
import type { Head } from '../port/ledger.ts';
import type { AcceptedCommand, Batch, Lease, LeaseKey, LedgerStorage } from '../port/storage.ts';
import { LEDGER_MIGRATIONS } from './migrations.ts';
import { classify } from './errors.ts';
import {
  selectCommands,
  selectFrom,
  selectHead,
  selectHistories,
  selectLeases,
  selectLivingLeases,
  selectLookups,
} from './read-rows.ts';
import { WriterSession, type SessionOptions } from './session.ts';
import { writeBatch } from './write-batch.ts';

/** A view that must never be behind the log: it is written in the transaction of its facts. */
export interface CoreView {
  readonly entities: SessionOptions['entities'];
  readonly migrations: SessionOptions['migrations'];
  /** Applies facts, in order, through a manager that works inside the transaction. Keeps nothing in memory. */
  project(facts: readonly Fact[], manager: EntityManager): Promise<void>;
}

export interface PostgresStorageOptions extends Pick<SessionOptions, 'url' | 'onStandby' | 'signal' | 'onLost'> {
  readonly views?: readonly CoreView[];
  /** Lets `lab_reader` log in with this password. Without it the role cannot log in. */
  readonly readerPassword?: string;
}

/** Role that may read facts and views and change nothing. */
export const READER_ROLE = 'lab_reader';

const READ_CONNECTIONS = 2;

/** The log in Postgres: one session writes; a small pool reads what is committed. */
export class PostgresStorage implements LedgerStorage {
  private session: WriterSession | undefined;
  private readonly reads: Pool;

  constructor(private readonly options: PostgresStorageOptions) {
    this.reads = new Pool({ connectionString: options.url, max: READ_CONNECTIONS });
    // An idle connection that breaks is replaced by the pool; a query on a broken one rejects by itself.
    this.reads.on('error', () => undefined);
  }

  async open(): Promise<Head> {
    const views = this.options.views ?? [];
    this.session = await WriterSession.open({
      ...this.options,
      entities: views.flatMap((view) => view.entities),
      migrations: [...LEDGER_MIGRATIONS, ...views.flatMap((view) => view.migrations)],
    });
    const { client } = this.session;
    const { readerPassword } = this.options;
    if (readerPassword !== undefined) {
      const role = escapeIdentifier(READER_ROLE);
      await client.query(`ALTER ROLE ${role} LOGIN PASSWORD ${escapeLiteral(readerPassword)}`);
    }
    return selectHead(client);
  }

  commands(ids: readonly string[]): Promise<AcceptedCommand[]> {
    return ids.length === 0 ? Promise.resolve([]) : this.ask((client) => selectCommands(client, ids));
  }

  histories(aggregateIds: readonly string[]): Promise<Fact[]> {
    return this.ask((client) => selectHistories(client, aggregateIds));
  }

  lookups(keys: readonly LookupKey[]): Promise<LookupEntry[]> {
    return this.ask((client) => selectLookups(client, keys));
  }

  leases(keys: readonly LeaseKey[]): Promise<Lease[]> {
    return this.ask((client) => selectLeases(client, keys));
  }

  livingLeases(): Promise<Lease[]> {
    return this.ask(selectLivingLeases);
  }

  async commit(batch: Batch): Promise<void> {
    const { client } = this.opened();
    try {
      await writeBatch(client, batch);
      await this.project(batch);
    } catch (error) {
      await client.query('ROLLBACK');
      throw classify(error);
    }
    await client.query('COMMIT');
  }

  async find(commandId: string): Promise<AcceptedCommand | undefined> {
    const [found] = await selectCommands(this.reads, [commandId]);
    return found;
  }

  read(aggregateId: string): Promise<Fact[]> {
    return selectHistories(this.reads, [aggregateId]);
  }

  readFrom(position: number, limit: number): Promise<Fact[]> {
    return selectFrom(this.reads, position, limit);
  }

  async close(): Promise<void> {
    await this.reads.end();
    await this.session?.close();
  }

  private async project(batch: Batch): Promise<void> {
    const { manager } = this.opened();
    if (batch.facts.length === 0) return;
    const facts = batch.facts.map(({ fact }) => fact);
    for (const view of this.options.views ?? []) await view.project(facts, manager);
  }

  private async ask<Rows>(query: (client: WriterSession['client']) => Promise<Rows>): Promise<Rows> {
    try {
      return await query(this.opened().client);
    } catch (error) {
      throw classify(error);
    }
  }

  private opened(): WriterSession {
    if (this.session === undefined) throw new Error('the storage is not open');
    return this.session;
  }
}
