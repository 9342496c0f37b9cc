import { pause } from '@codecsmith/kernel';
import { trustAuthorities } from '@codecsmith/platform';
import { makeCertificates, startTestPostgres, type TestPostgres } from '@codecsmith/test-servers';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { Client, type Notification } from 'pg';
import { ledgerContract } from '../contract/ledger.contract.ts';
import { parcel } from '../contract/parcel.aggregate.ts';
import { emptyDatabase, sql } from '../contract/test-database.ts';
import { LedgerUnavailable, type Ledger } from '../port/ledger.ts';
import { PositionTaken } from '../port/storage.ts';
import { openLedger, type WriterOptions } from '../writer/writer.ts';
import { PostgresStorage, type PostgresStorageOptions } from './postgres-storage.ts';
import { FACTS_CHANNEL } from './write-batch.ts';

let server: TestPostgres;

beforeAll(async () => {
  server = await startTestPostgres();
});
afterAll(() => server.stop());

ledgerContract('the ledger in Postgres', async () => {
  await emptyDatabase(server.url);
  return {
    connect: () => new PostgresStorage({ url: server.url }),
    dispose: () => Promise.resolve(),
  };
});

describe('the ledger in Postgres', () => {
  const opened: Ledger[] = [];
  const open = async (storage: Partial<PostgresStorageOptions> = {}, writer: Partial<WriterOptions> = {}) => {
    const options = { aggregates: [parcel], ...writer };
    const ledger = await openLedger(new PostgresStorage({ url: server.url, ...storage }), options);
    opened.push(ledger);
    return ledger;
  };
  const register = (ledger: Ledger, id: string, label = id) =>
    ledger.submit({ id, aggregate: 'parcel', type: 'register', aggregateId: id, data: { label } });

  beforeEach(() => emptyDatabase(server.url));
  afterEach(async () => {
    for (const ledger of opened.splice(0)) await ledger.close();
  });

  it('lets nobody change, delete or truncate a fact', async () => {
    await register(await open(), 'p1');
    for (const change of [`UPDATE facts SET type = 'x'`, 'DELETE FROM facts', 'TRUNCATE facts']) {
      await expect(sql(server.url, change)).rejects.toMatchObject({ code: '42501' });
    }
    await sql(server.url, 'GRANT UPDATE, DELETE, TRUNCATE ON facts TO CURRENT_USER');
    for (const change of [`UPDATE facts SET type = 'x'`, 'DELETE FROM facts', 'TRUNCATE facts']) {
      await expect(sql(server.url, change)).rejects.toThrow('facts are never changed or deleted');
    }
  });

  it('is reached over TLS by those who trust its authority, and by nobody who does not', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'codecsmith-tls-'));
    const files = await makeCertificates(folder);
    await server.encrypt(files);
    const url = `${server.url}?sslmode=verify-full`;
    // The server takes the setting a moment after it was asked to.
    const refusal = async (): Promise<string> => sql(url, 'SELECT 1').then(String, ({ message }: Error) => message);
    while (/does not support SSL/.test(await refusal())) await pause(50);
    expect(await refusal()).toMatch(/certificate/);

    const usual = getCACertificates('default');
    trustAuthorities({ LAB_TLS_CA: files.authority });
    try {
      await register(await open({ url }), 'p1');
      const [own] = await sql<{ ssl: boolean }>(url, 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
      expect(own).toEqual({ ssl: true });
      const session = 'SELECT ssl FROM pg_stat_ssl JOIN pg_locks USING (pid) WHERE locktype = $1';
      expect(await sql(url, session, ['advisory'])).toEqual([{ ssl: true }]);
    } finally {
      setDefaultCACertificates(usual);
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('gives lab_reader the facts and the leases, but no token hash and no change', async () => {
    await register(await open({ readerPassword: "it's secret" }), 'p1');
    const url = new URL(server.url);
    url.username = 'lab_reader';
    url.password = encodeURIComponent("it's secret");
    expect(await sql(url.href, 'SELECT position, type FROM facts')).toEqual([
      { position: '1', type: 'ParcelRegistered' },
    ]);
    expect(await sql(url.href, 'SELECT executor, beat_at FROM leases')).toEqual([]);
    for (const forbidden of [
      'SELECT token_hash FROM leases',
      `INSERT INTO leases VALUES ('p1', 1, 'e', '', now(), 1)`,
      'UPDATE relay_mark SET position = 0',
      'DELETE FROM commands',
      `INSERT INTO facts SELECT 2, aggregate, aggregate_id, 2, type, now(), '', '', '', '' FROM facts`,
    ]) {
      await expect(sql(url.href, forbidden)).rejects.toMatchObject({ code: '42501' });
    }
  });

  it('refuses alone the command that the database cannot store', async () => {
    const faults: string[] = [];
    const ledger = await open({}, { onFault: (_error, id) => faults.push(id) });
    const tooLargeForAnIndex = randomBytes(20_000).toString('hex');
    const answers = await Promise.all([
      register(ledger, 'p0'),
      register(ledger, 'p1'),
      register(ledger, 'p2', tooLargeForAnIndex),
      register(ledger, 'p3'),
    ]);
    expect(answers.map((answer) => (answer.accepted ? answer.position : answer.refusal.code))).toEqual([
      1,
      2,
      'not_storable',
      3,
    ]);
    expect(faults).toEqual(['p2']);
    expect((await ledger.readFrom(1, 10)).map((fact) => fact.aggregateId)).toEqual(['p0', 'p1', 'p3']);
  });

  it('says that it is unavailable while the database is busy, stores nothing, and goes on afterwards', async () => {
    const ledger = await open();
    await register(ledger, 'p1');
    const other = new Client({ connectionString: server.url });
    await other.connect();
    await other.query('BEGIN; LOCK TABLE facts IN ACCESS EXCLUSIVE MODE');
    const waiting = register(ledger, 'p2');
    await cancelBlockedInsert(other);
    await expect(waiting).rejects.toThrow(LedgerUnavailable);
    await other.query('ROLLBACK');
    await other.end();
    expect(await register(ledger, 'p2')).toMatchObject({ accepted: true, position: 2, repeated: false });
  });

  it('stands by until the writer lets go, then continues its log', async () => {
    const first = await open();
    await register(first, 'p1');
    let standby: () => void = () => undefined;
    const waits = new Promise<void>((resolve) => (standby = resolve));
    const second = open({ onStandby: standby });
    await waits;
    await register(first, 'p2');
    await first.close();
    expect(await register(await second, 'p3')).toMatchObject({ accepted: true, position: 3 });
  });

  it('stops waiting when told to', async () => {
    await open();
    const stop = new AbortController();
    const second = open({ onStandby: () => stop.abort(new Error('enough')), signal: stop.signal });
    await expect(second).rejects.toThrow();
  });

  it('stops when the next position was taken by another writer', async () => {
    const stopped: unknown[] = [];
    const ledger = await open({}, { onStopped: (error) => stopped.push(error) });
    await register(ledger, 'p1');
    await sql(
      server.url,
      `INSERT INTO facts SELECT 2, aggregate, 'intruder', 1, type, now(), '', '', event, hash FROM facts`,
    );
    await expect(register(ledger, 'p2')).rejects.toThrow(LedgerUnavailable);
    expect(stopped).toEqual([expect.any(PositionTaken)]);
    await expect(register(ledger, 'p3')).rejects.toThrow(LedgerUnavailable);
  });

  it('stops when its session is gone, and another writer takes over', async () => {
    let lost: (error: Error) => void = () => undefined;
    const gone = new Promise<Error>((resolve) => (lost = resolve));
    const stopped: unknown[] = [];
    const ledger = await open({ onLost: lost }, { onStopped: (error) => stopped.push(error) });
    await register(ledger, 'p1');
    await sql(
      server.url,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'codecsmith-ledger'`,
    );
    await gone;
    const successor = await open();
    await expect(register(ledger, 'p2')).rejects.toThrow(LedgerUnavailable);
    expect(stopped).toHaveLength(1);
    expect(await register(successor, 'p2')).toMatchObject({ accepted: true, position: 2 });
  });

  it('keeps every acknowledged command when the server is killed', async () => {
    let ledger = await open();
    const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => register(ledger, `p${i}`)));
    const unanswered = Array.from({ length: 200 }, (_, i) => register(ledger, `q${i}`));
    const settled = Promise.allSettled(unanswered);
    await server.kill9();
    const acknowledged = (await settled).flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    await ledger.close();
    opened.length = 0;
    await server.restart();
    ledger = await open();
    for (const answer of [...answers, ...acknowledged]) {
      expect(await ledger.find(answer.id)).toEqual({ ...answer, repeated: true });
    }
    const repeated = await Promise.all(Array.from({ length: 200 }, (_, i) => register(ledger, `q${i}`)));
    expect(repeated.every((answer) => answer.accepted)).toBe(true);
    expect((await ledger.head()).position).toBe(400);
  });

  it('announces new facts on a channel of the database', async () => {
    const ledger = await open();
    const listener = new Client({ connectionString: server.url });
    await listener.connect();
    await listener.query(`LISTEN ${FACTS_CHANNEL}`);
    const told = new Promise((resolve) =>
      listener.once('notification', (message: Notification) => resolve(message.payload)),
    );
    await register(ledger, 'p1');
    expect(await told).toBe('1');
    await listener.end();
  });
});

/** Waits until a statement of the ledger is blocked, then cancels it, as a statement time-out would. */
async function cancelBlockedInsert(other: Client): Promise<void> {
  for (;;) {
    const { rows } = await other.query<{ cancelled: boolean }>(
      `SELECT pg_cancel_backend(pid) AS cancelled FROM pg_stat_activity
       WHERE application_name = 'codecsmith-ledger' AND wait_event_type = 'Lock'`,
    );
    if (rows.length > 0) return;
  }
}
