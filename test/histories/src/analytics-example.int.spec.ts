import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { busTopology, Relay } from '@codecsmith/ledger';
import { connectBus, type NatsConnection } from '@codecsmith/bus';
import { startTestNats, startTestPostgres, type TestNats, type TestPostgres } from '@codecsmith/test-servers';
import { jetstreamManager } from '@nats-io/jetstream';
import { answerFollows } from './answer-follows.ts';
import { fillLab } from './index.ts';
import { lifeOf } from './life.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/analytics/analytics.mjs', import.meta.url));
const EXPERIMENTS = 300;

describe('the analytics example', () => {
  let postgres: TestPostgres;
  let nats: TestNats;
  let bus: NatsConnection;
  let folder: string;

  beforeAll(async () => {
    [postgres, nats] = await Promise.all([startTestPostgres(), startTestNats()]);
    bus = await connectBus({ url: nats.url, name: 'history' });
    answerFollows(bus);
    folder = await mkdtemp(join(tmpdir(), 'codecsmith-analytics-'));
    await liveOn();
  });
  afterAll(async () => {
    await bus.close();
    await Promise.all([postgres.stop(), nats.stop()]);
    await rm(folder, { recursive: true, force: true });
  });

  /** The lab grows older, and its relay carries every new fact. */
  const liveOn = async (): Promise<void> => {
    await fillLab(postgres.url, EXPERIMENTS);
    await relayAll();
  };
  const relayAll = async (): Promise<void> => {
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const oldestOpenPosition = () => Promise.resolve(1);
    const parts = { databaseUrl: postgres.url, connection: bus, topology: busTopology(bus), oldestOpenPosition };
    const relay = new Relay({ ...parts, log: quiet });
    while (!relay.progress.synced) await bus.flush();
    await relay.close();
  };
  const start = (file: string, ...more: string[]): ChildProcess =>
    spawn(process.execPath, [EXAMPLE, join(folder, file), ...more], {
      env: { PATH: process.env['PATH'], LAB_NATS_URL: nats.url },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  const statistics = async (file: string): Promise<unknown> => JSON.parse(await readFile(join(folder, file), 'utf8'));
  const endOfStream = async (): Promise<number> =>
    (await (await jetstreamManager(bus)).streams.info('FACTS')).state.last_seq;
  const runKilled = async (file: string): Promise<void> => {
    const killed = start(file);
    if (killed.stdout === null) throw new Error('it has no output to follow');
    await once(createInterface(killed.stdout), 'line');
    killed.kill('SIGKILL');
    expect(await once(killed, 'exit')).toEqual([null, 'SIGKILL']);
  };

  it('ends with the same statistics, killed and restarted or not', async () => {
    await runKilled('killed.json');
    await liveOn();

    expect(await once(start('killed.json', '--once'), 'exit')).toEqual([0, null]);
    expect(await once(start('whole.json', '--once'), 'exit')).toEqual([0, null]);

    const lives = Array.from({ length: 2 * EXPERIMENTS }, (_, index) => lifeOf(index));
    const completed = lives.filter((life) => life.some(({ type }) => type === 'CandidateMeasured')).length;
    expect(await statistics('whole.json')).toMatchObject({ position: await endOfStream(), outcomes: { completed } });
    expect(await statistics('killed.json')).toEqual(await statistics('whole.json'));
  });

  it('goes on where it was after the server lost the stream and its place in it', async () => {
    expect(await once(start('lost.json', '--once'), 'exit')).toEqual([0, null]);
    await nats.restart({ wipe: true });
    await liveOn();

    expect(await once(start('lost.json', '--once'), 'exit')).toEqual([0, null]);
    expect(await once(start('again.json', '--once'), 'exit')).toEqual([0, null]);

    expect(await statistics('lost.json')).toEqual(await statistics('again.json'));
  });
});
