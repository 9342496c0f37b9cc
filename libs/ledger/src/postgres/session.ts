import type { Client } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  DataSource,
  MigrationExecutor,
  type EntityManager,
  type EntitySchema,
  type MixedList,
  type QueryRunner,
} from 'typeorm';

/** Two numbers that name the writer's lock; any other program on the database must not use them. */
const WRITER_LOCK = [0x6c616221, 1] as const;
const LOCK_POLL_MS = 200;
/** A writer whose machine vanished is noticed by the server after about 5 + 3 × 5 seconds. */
const KEEP_ALIVE_MS = 5000;

type Constructor = new () => object;
/** Tables and migrations of TypeORM. */
type Entities = readonly (Constructor | EntitySchema)[];
type Migrations = readonly Constructor[];

export interface SessionOptions {
  /** `postgres://user:password@host:port/database`. No transaction pooler: the lock belongs to the session. */
  readonly url: string;
  readonly entities: Entities;
  readonly migrations: Migrations;
  /** Called once when another writer holds the log and this one starts to wait. */
  readonly onStandby?: () => void;
  /** Stops the waiting. */
  readonly signal?: AbortSignal;
  /** Called when the session is gone: another writer may be at work from now on. */
  readonly onLost?: (error: Error) => void;
}

/** The tables were made by a newer program: this one could write what that one cannot read. */
export class NewerSchema extends Error {
  override readonly name = 'NewerSchema';
}

/** @throws NewerSchema when some of the names are of no migration that this program has */
export function refuseNewer(applied: readonly string[], known: Migrations): void {
  const names = new Set(known.map((migration) => migration.name));
  const unknown = applied.filter((name) => !names.has(name));
  if (unknown.length === 0) return;
  throw new NewerSchema(
    `a newer codecsmith made these tables (${unknown.join(', ')}); use that version, or a newer one`,
  );
}

/** The writer's one connection: its lock, its batches and TypeORM all use this session. */
export class WriterSession {
  private closing = false;

  private constructor(
    private readonly source: DataSource,
    private readonly runner: QueryRunner,
    readonly client: Client,
  ) {}

  /** Connects, waits for the lock, brings the schema up to date. */
  static async open(options: SessionOptions): Promise<WriterSession> {
    const source = new DataSource({
      type: 'postgres',
      url: options.url,
      applicationName: 'codecsmith-ledger',
      entities: [...options.entities] as MixedList<Constructor | EntitySchema>,
      migrations: [...options.migrations] as MixedList<Constructor>,
      migrationsTransactionMode: 'each',
      // Statements of one batch go out together (`pipeline`); the server runs them in order all the same.
      extra: { max: 1, pipeline: true, keepAlive: true, keepAliveInitialDelayMillis: KEEP_ALIVE_MS },
    });
    await source.initialize();
    try {
      const runner = source.createQueryRunner();
      const session = new WriterSession(source, runner, (await runner.connect()) as Client);
      await session.prepare(options);
      return session;
    } catch (error) {
      await source.destroy();
      throw error;
    }
  }

  get manager(): EntityManager {
    return this.runner.manager;
  }

  async close(): Promise<void> {
    this.closing = true;
    await this.runner.release();
    await this.source.destroy();
  }

  private async prepare(options: SessionOptions): Promise<void> {
    this.client.once('error', (error: Error) => this.lost(options, error));
    this.client.once('end', () => this.lost(options, new Error('the connection to the database ended')));
    const seconds = KEEP_ALIVE_MS / 1000;
    await this.client.query(
      `SET tcp_keepalives_idle = ${seconds}; SET tcp_keepalives_interval = ${seconds}; SET tcp_keepalives_count = 3`,
    );
    await this.lock(options);
    const executor = new MigrationExecutor(this.source, this.runner);
    refuseNewer(
      (await executor.getExecutedMigrations()).map(({ name }) => name),
      options.migrations,
    );
    await executor.executePendingMigrations();
  }

  private async lock({ signal, onStandby }: SessionOptions): Promise<void> {
    for (let tries = 0; ; tries++) {
      signal?.throwIfAborted();
      const { rows } = await this.client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS held', [
        ...WRITER_LOCK,
      ]);
      if (rows[0]?.held === true) return;
      if (tries === 0) onStandby?.();
      await sleep(LOCK_POLL_MS, undefined, signal === undefined ? {} : { signal });
    }
  }

  private lost({ onLost }: SessionOptions, error: Error): void {
    if (this.closing) return;
    this.closing = true;
    onLost?.(error);
  }
}
