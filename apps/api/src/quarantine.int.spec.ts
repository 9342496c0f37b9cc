import { connectBus, ensureTopology, PullWorker, type NatsConnection } from '@codecsmith/bus';
import { LabProblem } from '@codecsmith/client';
import { startTestNats, type TestNats } from '@codecsmith/test-servers';
import { startSmallLab, type SmallLab } from './small-lab.testing.ts';

describe('quarantine over HTTP', () => {
  let nats: TestNats;
  let bus: NatsConnection;
  let lab: SmallLab;

  beforeAll(async () => {
    nats = await startTestNats();
    bus = await connectBus({ url: nats.url, name: 'spec' });
    await ensureTopology(bus);
    lab = await startSmallLab({ bus });
  });
  afterAll(async () => {
    await lab.stop();
    await bus.close();
    await nats.stop();
  });

  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: unknown) => (error instanceof LabProblem ? error.problem.code : error),
    );

  it('is for operators only', async () => {
    for (const role of ['viewer', 'submitter'] as const) {
      const client = lab.client(role);
      expect([
        await refusal(client.quarantine()),
        await refusal(client.redriveQuarantined(1)),
        await refusal(client.dropQuarantined(1)),
      ]).toEqual(['not_permitted', 'not_permitted', 'not_permitted']);
    }
  });

  it('shows a message, has it tried again, drops it, and says why it cannot', async () => {
    const operator = lab.client('operator');
    const handled: string[] = [];
    const quiet = { info: () => undefined, warn: () => undefined };
    const handle = ({ data, attempt }: { data: Uint8Array; attempt: number }) => {
      if (handled.push(Buffer.from(data).toString()) === 1 || attempt > 1) throw new Error('not yet');
      return Promise.resolve();
    };
    const worker = new PullWorker(bus, {
      ...{ durable: 'ledger-commands', concurrency: 1, deliveryLimit: () => 1, handle, log: quiet },
    });
    worker.start();
    bus.publish('lab.v1.cmd.clip.add', '{"id":"1"}');
    bus.publish('proc_exp', 'an old job');
    while ((await operator.quarantine()).length < 2) await bus.flush();

    const [first, second] = await operator.quarantine();
    const byOrigin = (origin: string) => [first, second].find((message) => message?.origin === origin);
    const [command, job] = [byOrigin('ledger-commands'), byOrigin('legacy')];
    expect(command).toMatchObject({ subject: 'lab.v1.cmd.clip.add', payload: '{"id":"1"}', reason: 'Error: not yet' });
    expect(job).toMatchObject({ subject: 'proc_exp', payload: 'an old job' });
    await operator.redriveQuarantined(command?.place ?? 0);
    while ((await operator.quarantine()).length > 1) await bus.flush();

    expect(handled).toEqual(['{"id":"1"}', '{"id":"1"}']);
    expect(await refusal(operator.redriveQuarantined(job?.place ?? 0))).toBe('not_redriven');
    await operator.dropQuarantined(job?.place ?? 0);
    expect(await operator.quarantine()).toEqual([]);
    expect(await refusal(operator.dropQuarantined(job?.place ?? 0))).toBe('unknown_message');
    await worker.stop();
  });
});
