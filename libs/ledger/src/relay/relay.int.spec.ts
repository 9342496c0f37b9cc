import { startTestNats, startTestPostgres, type TestNats, type TestPostgres } from '@codecsmith/test-servers';
import { fromFactEvent, toFactEvent, type Fact } from '@codecsmith/kernel';
import { makeFollower } from '@codecsmith/bus';
import { jetstream, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
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
import { factMessage, type LoggedFact } from './fact-message.ts';
import { Relay, type RelayOptions } from './relay.ts';

const CHILD = fileURLToPath(new URL('../../dist/relay/relay-alone.js', import.meta.url));

/** Ends what hangs; a slow machine is not a fault. */
const PATIENCE_MS = 300_000;

/** Foreign messages: a few every day, all of them in the long suite. */
const FOREIGN = Number(process.env['CODECSMITH_FOREIGN_MESSAGES'] ?? 300);

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
        const ready = once(child.stdout, 'data').then(() => true);
        if (!(await Promise.race([ready, exit.then(() => false)])))
          throw new Error(`${CHILD} ended before it was ready`);
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

  /** What a client with the ledger's own rights could publish among the facts. */
  const foreign = (index: number, fact: Fact): readonly [subject: string, payload: string | Uint8Array] => {
    const subject = `lab.v1.fact.parcel.${fact.type}.${fact.aggregateId}`;
    const event = { ...toFactEvent(fact), hash: fact.hash };
    const kinds = [
      ['lab.v1.fact.hello', 'hello'],
      [subject, ''],
      [subject, '{}'],
      [subject, Uint8Array.from({ length: 40 }, (_, at) => (at * 89 + index * 31) % 256)],
      [subject, JSON.stringify({ ...event, hash: undefined })],
      [subject, JSON.stringify({ ...event, position: 10 ** 9 + index })],
      [subject, JSON.stringify({ ...event, data: { forged: index } })],
      [subject, JSON.stringify(event)],
      ['lab.v1.fact.parcel.Registered.x', `"${'x'.repeat(900_000)}"`],
      ['lab.v1.fact.a.b.c.d.e.f', '[[[[[[[['],
    ] as const;
    return kinds[index % kinds.length] ?? kinds[0];
  };

  const attack = async (from: number, count: number): Promise<void> => {
    const [fact] = await ledger.readFrom(1, 1);
    if (fact === undefined) throw new Error('there is no fact yet');
    for (let index = from; index < from + count; index++) connection.publish(...foreign(index, fact));
    await connection.flush();
  };

  it(`repairs ${FOREIGN} foreign messages: a durable of others gets the log, and every repair is noted`, async () => {
    await append(20);
    const relay = start();
    await caughtUp();
    await makeFollower(connection, {
      user: 'outside',
      request: { from: 1, filter: 'lab.v1.fact.>', acknowledge: 'each' },
    });
    const ROUNDS = 6;
    for (let round = 0; round < ROUNDS; round++) {
      await attack((round * FOREIGN) / ROUNDS, FOREIGN / ROUNDS);
      await append(5);
    }
    const { position } = await ledger.head();
    const followed = new Map<number, string>();
    await until(async () => {
      const consumer = await jetstream(connection)
        .consumers.get('FACTS', 'outside')
        .catch(() => undefined);
      const messages = await consumer?.fetch({ max_messages: 500, expires: 1_000 }).catch(() => undefined);
      try {
        for await (const message of messages ?? []) {
          followed.set(message.seq, message.string());
          message.ack();
        }
      } catch {
        // The durable went with its stream, and is made again.
      }
      const { synced } = relay.progress;
      return synced && followed.size >= position && (await extent()).every((each) => each === position);
    });

    await expectSameAsLog();
    const events = await sql(postgres.url, 'SELECT position, event, hash FROM facts ORDER BY position');
    expect([...followed].toSorted(([one], [other]) => one - other).slice(0, position)).toEqual(
      (events as { position: string; event: string; hash: string }[]).map(({ position: place, event, hash }) => [
        Number(place),
        `${event.slice(0, -1)},"hash":"${hash}"}`,
      ]),
    );
    const repairs = await sql(postgres.url, 'SELECT fault FROM relay_repairs ORDER BY id');
    const counts = Map.groupBy(faults, (fault) => fault.replaceAll(/\d+/g, 'N'));
    const kinds = [...counts].map(([fault, all]) => `${all.length} × ${fault}`).join('; ');
    process.stdout.write(`${FOREIGN} foreign messages, ${position} facts, ${followed.size} positions seen: ${kinds}\n`);
    expect(repairs.length).toBe(faults.length);
    expect(faults.length).toBeGreaterThan(0);
  });

  it('is not deceived by a message that takes the id of a fact to come', async () => {
    await append(3);
    const relay = start();
    await caughtUp();
    await relay.close();
    const id = `p${made}`;
    await jetstream(connection).publish('lab.v1.fact.hello', '{}', { msgID: `${id}:1` });
    await append(1);
    const other = start();
    await until(() => faults.length > 0 && other.progress.synced);
    await caughtUp();
    await expectSameAsLog();
  });

  it('finds a fact in the middle that is not the log’s', async () => {
    await append(4);
    await busTopology(connection).recreateFacts();
    for (const fact of await ledger.readFrom(1, 4)) {
      const { subject, payload, headers, id } = await messageOf(fact.position);
      const forged = fact.position === 2 ? payload.replace('"label"', '"lebal"') : payload;
      await jetstream(connection).publish(subject, forged, { msgID: id, headers });
    }
    const relay = start();
    await until(() => faults.length > 0 && relay.progress.synced);
    await caughtUp();
    await expectSameAsLog();
    expect(faults).toEqual(['the stream holds another fact at position 2']);
  });

  it('makes durables that vanish again where they were, the lab’s and others’', async () => {
    await append(30);
    start();
    await caughtUp();
    await makeFollower(connection, {
      user: 'outside',
      request: { from: 1, filter: 'lab.v1.fact.>', acknowledge: 'all' },
    });
    const consumer = await jetstream(connection).consumers.get('FACTS', 'outside');
    for await (const message of await consumer.fetch({ max_messages: 12 }))
      if (message.seq === 12) await message.ackAck();
    await until(async () => {
      const [mark] = await sql(postgres.url, `SELECT acknowledged FROM durable_marks WHERE name = 'outside'`);
      return (mark as { acknowledged: string } | undefined)?.acknowledged === '12';
    });
    await manager.consumers.delete('FACTS', 'outside');
    await manager.consumers.delete('FACTS', 'metrics');
    const info = (name: string) => manager.consumers.info('FACTS', name).catch(() => undefined);
    await until(async () => (await info('outside')) !== undefined && (await info('metrics')) !== undefined);
    expect((await info('outside'))?.config).toMatchObject({ opt_start_seq: 13, ack_policy: 'all' });
    expect(faults).toEqual([]);
  });

  const messageOf = async (position: number) => {
    const [row] = await sql<LoggedFact>(
      postgres.url,
      `SELECT position, aggregate, aggregate_id AS "aggregateId", type, event, hash FROM facts WHERE position = ${position}`,
    );
    if (row === undefined) throw new Error(`there is no fact at ${position}`);
    return factMessage(row);
  };

  async function connectionPublish(fact: Fact): Promise<void> {
    const subject = `lab.v1.fact.parcel.${fact.type}.${fact.aggregateId}`;
    await connection.request(subject, JSON.stringify({ hash: fact.hash }), { timeout: PATIENCE_MS });
  }
});
