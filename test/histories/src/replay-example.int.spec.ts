import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { connectBus, ensureStreams, factSubject, type NatsConnection } from '@codecsmith/bus';
import { startTestNats, type TestNats } from '@codecsmith/test-servers';
import { jetstream } from '@nats-io/jetstream';
import { answerFollows } from './answer-follows.ts';
import { sealedHistory, type Sealed } from './sealed-history.ts';

const EXAMPLE = fileURLToPath(new URL('../../../examples/replay/replay.mjs', import.meta.url));
const run = promisify(execFile);

describe('the replay example', () => {
  let nats: TestNats;
  let bus: NatsConnection;
  const history: readonly Sealed[] = [...sealedHistory(10)];

  beforeAll(async () => {
    nats = await startTestNats();
    bus = await connectBus({ url: nats.url, name: 'history' });
    answerFollows(bus);
    await ensureStreams(bus);
    for (const { fact, event } of history) await jetstream(bus).publish(factSubject(fact), event);
  });
  afterAll(async () => {
    await bus.close();
    await nats.stop();
  });

  const replay = async (...args: string[]): Promise<string[]> => {
    const heard: string[] = [];
    const subscription = bus.subscribe('again.>', { callback: (_, { subject }) => void heard.push(subject) });
    await bus.flush();
    const env = { PATH: process.env['PATH'], LAB_NATS_URL: nats.url };
    await run(process.execPath, [EXAMPLE, '--prefix', 'again', ...args], { env });
    await bus.flush();
    subscription.unsubscribe();
    return heard;
  };
  const subjects = history.map(({ fact }) => `again.${factSubject(fact)}`);

  it('publishes a part of the log in order, behind a prefix', async () => {
    expect(await replay('--from', '3', '--to', '20')).toEqual(subjects.slice(2, 20));
  });

  it('publishes all that there is, and the stream stays as it was', async () => {
    expect(await replay()).toEqual(subjects);
    expect(await replay('--from', '5000')).toEqual([]);
    expect((await (await jetstream(bus).jetstreamManager()).streams.info('FACTS')).state.messages).toBe(history.length);
  });
});
