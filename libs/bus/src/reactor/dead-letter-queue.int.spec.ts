import { jetstream } from '@nats-io/jetstream';
import { startTestNats, type TestNats } from '@codecsmith/test-servers';
import { draftedFact, openBench, silent, until, type BusBench } from '../testing/bus-bench.ts';
import { Quarantine } from './outcomes.ts';
import { NotRedriven, DeadLetterQueue } from './dead-letter-queue.ts';
import { defineReactor, reactorWorker } from './reactor.ts';

describe('the dead-letter queue', () => {
  let nats: TestNats;
  let bench: BusBench;
  let queue: DeadLetterQueue;

  beforeEach(async () => {
    nats = await startTestNats();
    bench = await openBench(nats);
    queue = new DeadLetterQueue(bench.nc);
  });
  afterEach(() => bench.close());

  const places = async () => (await queue.list(0, 10)).map(({ place }) => place);

  it('gives a message back to its service, and keeps it until that has succeeded', async () => {
    let tries = 0;
    const reactor = defineReactor({
      durable: 'sanitizer',
      handles: ['CandidateDrafted'],
      concurrency: 2,
      handle: () => {
        tries += 1;
        if (tries < 3) throw new Quarantine('not yet');
        return Promise.resolve();
      },
    });
    const worker = reactorWorker(reactor, { nc: bench.nc, actor: 'service:sanitizer', log: silent });
    worker.start();
    await bench.publish(draftedFact(1));
    await until(() => worker.state.quarantined === 1);
    const [message] = await queue.list(0, 10);
    if (message === undefined) throw new Error('it lies in quarantine');
    expect(message).toMatchObject({ place: 1, origin: 'sanitizer', sequence: 1, reason: 'Quarantine: not yet' });

    await queue.redrive(message);
    await until(() => tries === 2);
    expect(await places()).toEqual([1]);
    await queue.redrive(message);
    await until(async () => (await queue.list(0, 10)).length === 0);

    expect(tries).toBe(3);
    await expect(queue.redrive(message)).rejects.toThrow('it is gone');
    await worker.stop();
    await expect(queue.redrive(message)).rejects.toThrow(NotRedriven);
  });

  it('shows what the system before this one sent as it came, page by page, and drops it', async () => {
    await jetstream(bench.nc).publish('proc_exp', '{"job":1}');
    await jetstream(bench.nc).publish('gpu_exp.a', 'no json');

    expect(await places()).toEqual([1, 2]);
    expect(await queue.list(1, 10)).toMatchObject([
      { place: 2, origin: 'legacy', subject: 'gpu_exp.a', payload: 'no json' },
    ]);
    expect([await queue.drop(1), await queue.drop(1)]).toEqual([true, false]);
    expect(await places()).toEqual([2]);
    expect(await queue.at(1)).toBeUndefined();
  });
});
