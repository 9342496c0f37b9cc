import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectBus, ensureTopology, publishCommand, type NatsConnection } from '@codecsmith/bus';
import { labLayout, markOf, writeLabFile, writeUsage } from '@codecsmith/platform';
import { startTestNats, type TestNats } from '@codecsmith/test-servers';
import { jetstreamManager } from '@nats-io/jetstream';
import { startSmallLab, type SmallLab } from './small-lab.testing.ts';

describe('the status of a lab', () => {
  let nats: TestNats;
  let bus: NatsConnection;
  let home: string;
  let lab: SmallLab;

  beforeAll(async () => {
    nats = await startTestNats();
    bus = await connectBus({ url: nats.url, name: 'spec' });
    await ensureTopology(bus);
    home = await mkdtemp(join(tmpdir(), 'codecsmith-status-'));
    lab = await startSmallLab({ bus, machine: { home, labId: 'this-lab', floorBytes: 5 } });
  });
  afterAll(async () => {
    await lab.stop();
    await bus.close();
    await nats.stop();
    await rm(home, { recursive: true, force: true });
  });

  const status = () => lab.client('viewer').status();
  const queue = async (name: string) => (await status()).reactors.find((each) => each.name === name);

  it('tells how long a message waits, and which queue the bus has lost', async () => {
    expect(await queue('ledger-commands')).toMatchObject({ waiting: 0, oldestSince: null, missing: false });
    const before = Date.now();
    for (const id of ['first', 'second']) {
      await publishCommand(bus, { id, actor: 'user:spec', aggregate: 'clip', verb: 'add', data: {} });
    }
    const waiting = await queue('ledger-commands');
    expect(waiting).toMatchObject({ waiting: 2, inFlight: 0, repeated: 0 });
    expect(Math.abs(Date.parse(waiting?.oldestSince ?? '') - before)).toBeLessThan(60_000);

    await (await jetstreamManager(bus)).consumers.delete('FACTS', 'metrics');
    expect(await queue('metrics')).toMatchObject({ missing: true, waiting: 0 });
    expect(await queue('sanitizer')).toMatchObject({ missing: false });
  });

  it('tells what each process of this lab waits for, and what each part takes on the disk', async () => {
    expect(await status()).toMatchObject({ parts: null, usage: null });
    const mark = (await markOf(process.pid)) ?? { pid: 0, startTicks: 0 };
    const gone = { pid: 4_000_000, startTicks: 1, ended: 3, endedUnready: 2, lastExit: 'SIGKILL' };
    const written = {
      ...{ ...mark, startedAt: new Date().toISOString(), ports: { api: 1 } },
      ...{ apiUrl: 'http://127.0.0.1:1', natsUrl: 'nats://127.0.0.1:1' },
      processes: { nats: { ...mark, ended: 0, endedUnready: 0 }, metrics: gone },
      failures: { executor: 'no jail can be built' },
    };
    await writeLabFile(labLayout(home).labFile, { ...written, labId: 'another-lab' });
    expect((await status()).parts).toBeNull();
    await writeLabFile(labLayout(home).labFile, { ...written, labId: 'this-lab' });
    const sample = (hour: number, artifacts: number) => ({
      ...{ at: new Date(Date.UTC(2026, 0, 1, hour)).toISOString(), freeBytes: 7, head: 1 },
      parts: { artifacts },
    });
    await writeUsage(labLayout(home).usageFile, [sample(0, 100), sample(2, 500)]);

    const { parts, usage } = await status();

    expect(parts).toMatchObject([
      { name: 'executor', state: 'does not start: no jail can be built' },
      { name: 'nats', state: 'ready', ended: 0 },
      { name: 'metrics', state: 'has ended', ended: 3, endedUnready: 2, lastExit: 'SIGKILL' },
    ]);
    expect(usage).toMatchObject({ floorBytes: 5, parts: [{ name: 'artifacts', bytes: 500, bytesPerHour: 200 }] });
    expect(usage?.freeBytes).toBeGreaterThan(5);
  });
});
