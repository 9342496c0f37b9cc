import { startTestNats, startTestPostgres, type TestNats, type TestPostgres } from '@codecsmith/test-servers';
import { fromFactEvent, type Fact } from '@codecsmith/kernel';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parcel } from '../contract/parcel.aggregate.ts';
import { emptyDatabase, sql } from '../contract/test-database.ts';
import type { Ledger } from '../port/ledger.ts';
import { PostgresStorage } from '../postgres/postgres-storage.ts';
import { openLedger } from '../writer/writer.ts';
import { busTopology } from './bus-topology.ts';
import { Relay, type RelayOptions } from './relay.ts';

const CHILD = fileURLToPath(new URL('../../dist/relay/relay-alone.js', import.meta.url));

/** Ends what hangs; a slow machine is not a fault. */
const PATIENCE_MS = 300_000;

let postgres: TestPostgres;
let nats: TestNats;
let connection: NatsConnection;
let manager: JetStreamManager;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([startTestPostgres(), startTestNats()]);
  connection = await connect({ servers: nats.url, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
  manager = await jetstreamManager(connection);
});
afterAll(async () => {
  await connection.close();
  await Promise.all([postgres.stop(), nats.stop()]);
});

describe('the relay', () => {
  let ledger: Ledger;
  let faults: string[];
  const relays: Relay[] = [];

  beforeEach(async () => {
    faults = [];
    await emptyDatabase(postgres.url);
    for await (const stream of manager.streams.list()) await manager.streams.delete(stream.config.name);
    ledger = await openLedger(new PostgresStorage({ url: postgres.url }), { aggregates: [parcel] });
  });
  afterEach(async () => {
    for (const relay of relays.splice(0)) await relay.close();
    await ledger.close();
  });

  const start = (options: Partial<RelayOptions> = {}): Relay => {
    const relay = new Relay({
      databaseUrl: postgres.url,
      connection,
      topology: busTopology(connection),
      oldestOpenPosition: () => Promise.resolve(1),
      idleCheckMs: 200,
      log: {
        info: () => undefined,
        warn: () => undefined,
        error: (fields: { fault: string }) => faults.push(fields.fault),
      },
      ...options,
    });
    relays.push(relay);
    return relay;
  };

  let made = 0;
  const append = async (count: number): Promise<void> => {
    const answers = Array.from({ length: count }, () => {
      const id = `p${made++}`;
      return ledger.submit({ id, aggregate: 'parcel', type: 'register', aggregateId: id, data: { label: id } });
    });
    expect((await Promise.all(answers)).every((answer) => answer.accepted)).toBe(true);
  };

  /** Everything that the stream holds, from its first message to its last. */
  const published = async (): Promise<Fact[]> => {
    const { state } = await manager.streams.info('FACTS');
    const facts: Fact[] = [];
    for (let seq = 1; seq <= state.last_seq; seq++) {
      const message = await manager.streams.getMessage('FACTS', { seq });
      if (message === null) throw new Error(`sequence ${seq} is not in the stream`);
      const fact = fromFactEvent(message.json());
      expect(message.subject).toBe(`lab.v1.fact.parcel.${fact.type}.${fact.aggregateId}`);
      expect(message.header.get('Nats-Msg-Id')).toBe(fact.id);
      facts.push(fact);
    }
    return facts;
  };

  /** Last sequence and count: after a purge the first is that of a whole stream. */
  const extent = (): Promise<readonly [number, number]> =>
    manager.streams.info('FACTS').then(
      ({ state }) => [state.last_seq, state.messages],
      () => [0, 0],
    );
  const until = async (isSo: () => Promise<boolean> | boolean): Promise<void> => {
    while (!(await isSo())) await sleep(20);
  };
  const caughtUp = async (): Promise<void> => {
    const { position } = await ledger.head();
    await until(async () => (await extent()).every((each) => each === position));
  };
  const expectSameAsLog = async (): Promise<void> =>
    expect(await published()).toEqual(await ledger.readFrom(1, 10_000));

  it('publishes what is in the log and what is appended later, sequence = position', async () => {
    await append(600);
    start();
    await caughtUp();
    await append(40);
    await caughtUp();
    await expectSameAsLog();
    expect(await sql(postgres.url, 'SELECT position FROM relay_mark')).toEqual([{ position: '640' }]);
    expect(faults).toEqual([]);
  });

  it('gives the same stream when two race', async () => {
    await append(500);
    start();
    start();
    await append(500);
    await caughtUp();
    await expectSameAsLog();
    expect(faults).toEqual([]);
  });

  it('gives the same stream when it is killed again and again', async () => {
    let appending = true;
    const killing = (async () => {
      for (let kills = 0; kills < 8 || appending; kills++) {
        const child = spawn(process.execPath, [CHILD, postgres.url, nats.url], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        const exit = once(child, 'exit');
        await once(child.stdout, 'data');
        await sleep(Math.random() * 300);
        child.kill('SIGKILL');
        await exit;
      }
    })();
    for (let round = 0; round < 30; round++) {
      await append(100);
      await sleep(50);
    }
    appending = false;
    await killing;
    start();
    await caughtUp();
    await expectSameAsLog();
    expect(faults).toEqual([]);
  });

  it('goes on after the bus was killed', async () => {
    start();
    await append(300);
    await nats.kill9();
    await append(300);
    await nats.restart();
    await caughtUp();
    await expectSameAsLog();
  });

  it('fills an emptied bus again, and says so', async () => {
    start();
    await append(300);
    await caughtUp();
    await nats.restart({ wipe: true });
    await until(() => faults.length > 0);
    await append(10);
    await caughtUp();
    await expectSameAsLog();
    expect(faults).toEqual(['the stream is gone; 300 facts were in it']);
  });

  it('fills a purged stream again', async () => {
    start();
    await append(50);
    await caughtUp();
    await manager.streams.purge('FACTS');
    await append(1);
    await until(() => faults.length > 0);
    await caughtUp();
    await expectSameAsLog();
    expect(faults).toEqual(['messages are missing within the stream']);
  });

  it('makes a stream anew that went backwards while a durable stood ahead, from the oldest open work', async () => {
    const relay = start({ oldestOpenPosition: () => Promise.resolve(41) });
    await append(60);
    await caughtUp();
    await until(() => relay.progress.position === 60);
    await relay.close();
    const stream = (await manager.streams.info('FACTS')).config;
    const consumer = (await manager.consumers.info('FACTS', 'metrics')).config;
    await manager.streams.delete('FACTS');
    await manager.streams.add(stream);
    await manager.consumers.add('FACTS', consumer);
    const facts = await ledger.readFrom(1, 20);
    for (const fact of facts) await connectionPublish(fact);

    start({ oldestOpenPosition: () => Promise.resolve(41) });
    await until(() => faults.length > 0);
    await append(1);
    await caughtUp();
    await expectSameAsLog();
    expect(faults).toEqual(['the stream ends at 20; 60 had been confirmed']);
    await until(async () => (await manager.consumers.info('FACTS', 'metrics').catch(() => undefined)) !== undefined);
    expect((await manager.consumers.info('FACTS', 'metrics')).config.opt_start_seq).toBe(41);
  });

  it('makes a stream anew that holds another history', async () => {
    await append(3);
    await busTopology(connection).recreateFacts();
    for (const fact of await ledger.readFrom(1, 3)) await connectionPublish({ ...fact, hash: 'f'.repeat(64) });
    const relay = start();
    // The other history is as long as this one: only the relay knows when its own is there.
    await until(() => relay.progress.synced);
    await caughtUp();
    await expectSameAsLog();
    expect(faults).toEqual(["the stream ends with a fact at 3 that is not the log's"]);
  });

  async function connectionPublish(fact: Fact): Promise<void> {
    const subject = `lab.v1.fact.parcel.${fact.type}.${fact.aggregateId}`;
    await connection.request(subject, JSON.stringify({ hash: fact.hash }), { timeout: PATIENCE_MS });
  }
});
