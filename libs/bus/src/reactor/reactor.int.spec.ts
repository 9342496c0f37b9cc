import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { jetstreamManager } from '@nats-io/jetstream';
import { startTestNats, type TestNats } from '@codecsmith/test-servers';
import { connectBus } from '../connection/connect-bus.ts';
import { draftedFact, openBench, until, type BusBench } from '../testing/bus-bench.ts';
import { ensureDurables, ensureTopology, recreateFacts } from '../topology/ensure-topology.ts';
import { DURABLES } from '../topology/topology.ts';
import { sampleService, type Handle, type SampleOptions } from '../testing/sample-service.ts';
import { NotTried, Quarantine, RetryLater } from './outcomes.ts';
import type { WorkerState } from './pull-worker.ts';

/** Built, because it is a process of its own. */
const DOOMED = fileURLToPath(new URL('../../dist/testing/doomed-worker.js', import.meta.url));

interface Running {
  readonly state: WorkerState;
  stop(): Promise<void>;
}

let nats: TestNats;
let bench: BusBench;
const services: Running[] = [];
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await Promise.all(services.splice(0).map((service) => service.stop()));
  await bench.close();
});

async function open(options: { ackWaitMs?: number } = {}): Promise<BusBench> {
  nats = await startTestNats();
  return openBench(nats, options);
}

/** Starts a service of its own with one handler; a worker's state is what the server says of it. */
async function react(handle: Handle, more: Partial<SampleOptions> = {}): Promise<Running> {
  const { app, server } = await sampleService(nats.url, { handle, ...more });
  const running = {
    get state(): WorkerState {
      const [state] = server.states;
      if (state === undefined) throw new Error('the service has no worker');
      return state;
    },
    stop: () => app.close(),
  };
  services.push(running);
  return running;
}

/** Starts a worker in its own process; resolves with its first line. */
async function doomed(how: 'hangs' | 'dies') {
  const child = spawn(process.execPath, [DOOMED, nats.url, how], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, line };
}

const positions = (seen: { position: number }[]) => seen.map(({ position }) => position);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('a reactor', () => {
  it('handles each fact once, in order at concurrency 1, and acknowledges it', async () => {
    bench = await open();
    await bench.publish(...range(1, 5).map((n) => draftedFact(n)));
    const seen: { position: number }[] = [];

    const worker = await react(({ fact }) => Promise.resolve(void seen.push(fact)), { concurrency: 1 });
    await until(() => worker.state.handled === 5);

    expect(positions(seen)).toEqual([1, 2, 3, 4, 5]);
    await until(async () => (await bench.pending('sanitizer')).unacknowledged === 0);
  });

  it('gets a fact again when its process was killed in the middle of it', async () => {
    bench = await open({ ackWaitMs: 1_000 });
    await bench.publish(draftedFact(1));
    const { child, line } = await doomed('hangs');
    expect(line).toBe('exp-1:2 1');

    child.kill('SIGKILL');
    const attempts: number[] = [];
    await react(({ attempt }) => Promise.resolve(void attempts.push(attempt)));
    await until(() => attempts.length > 0);

    expect(attempts).toEqual([2]);
  });

  it('gives up a fact that kills every process that takes it', async () => {
    bench = await open({ ackWaitMs: 500 });
    await bench.publish(draftedFact(1));

    expect((await doomed('dies')).line).toBe('exp-1:2 1');
    expect((await doomed('dies')).line).toBe('exp-1:2 2');
    const seen: number[] = [];
    const worker = await react(({ fact }) => Promise.resolve(void seen.push(fact.position)), { maxDeliveries: 2 });
    await until(() => worker.state.quarantined === 1);

    expect(seen).toEqual([]);
    expect(await bench.quarantined()).toMatchObject([
      { origin: 'sanitizer', deliveries: 3, reason: 'Quarantine: delivered 2 times without an outcome' },
    ]);
  });

  it('quarantines poison at once, as it came, and goes on', async () => {
    bench = await open();
    const subject = 'lab.v1.fact.experiment.CandidateDrafted.exp-1';
    await bench.publishRaw(subject, '{ not json');
    await bench.publishRaw(subject, new Uint8Array([0xff, 0xfe]));
    await bench.publishRaw(subject, '{"specversion":"1.0"}');
    await bench.publish(draftedFact(4));
    const seen: number[] = [];

    const worker = await react(({ fact }) => Promise.resolve(void seen.push(fact.position)), { concurrency: 1 });
    await until(() => worker.state.handled === 1 && worker.state.quarantined === 3);

    expect(seen).toEqual([4]);
    const kept = await bench.quarantined();
    expect(kept.map(({ encoding, payload, deliveries }) => [encoding, payload, deliveries])).toEqual([
      ['utf8', '{ not json', 1],
      ['base64', '//4=', 1],
      ['utf8', '{"specversion":"1.0"}', 1],
    ]);
    expect(kept[0]?.reason).toMatch(/^UnreadableMessage: not UTF-8 JSON: /);
    await until(async () => (await bench.pending('sanitizer')).unacknowledged === 0);
  });

  it('repeats failing work after a pause and gives it up at the limit, with the reason', async () => {
    bench = await open();
    await bench.publish(draftedFact(1));
    const attempts: number[] = [];

    const worker = await react(
      ({ attempt }) => {
        attempts.push(attempt);
        throw new Error(`broken ${attempt}`);
      },
      { maxDeliveries: 3 },
    );
    await until(() => worker.state.quarantined === 1);

    expect(attempts).toEqual([1, 2, 3]);
    expect(await bench.quarantined()).toMatchObject([{ deliveries: 3, reason: 'Error: broken 3' }]);
  });

  it('does as its handler says: later, or never', async () => {
    bench = await open();
    await bench.publish(draftedFact(1), draftedFact(2));
    const done: string[] = [];

    const worker = await react(({ fact, attempt }) => {
      if (fact.position === 2) throw new Quarantine('never');
      if (attempt === 1) throw new RetryLater(50);
      return Promise.resolve(void done.push(`${fact.position} at attempt ${attempt}`));
    });
    await until(() => worker.state.handled === 1 && worker.state.quarantined === 1);

    expect(done).toEqual(['1 at attempt 2']);
    expect(await bench.quarantined()).toMatchObject([{ sequence: 2, reason: 'Quarantine: never' }]);
  });

  it('counts tries and no other deliveries: what could not be tried is not given up, and a shutdown returns once', async () => {
    bench = await open();
    await bench.publish(draftedFact(1));
    let deliveries = 0;
    const worker = await react(
      () => {
        deliveries += 1;
        throw deliveries <= 12 ? new NotTried(1, 'the store is away') : new Error(`broken ${deliveries}`);
      },
      { maxDeliveries: 2 },
    );
    await until(() => worker.state.quarantined === 1);
    expect(await bench.quarantined()).toMatchObject([{ deliveries: 14, reason: 'Error: broken 14' }]);

    const seen: [position: number, attempt: number][] = [];
    const note: Handle = ({ fact, attempt }) => Promise.resolve(void seen.push([fact.position, attempt]));
    await worker.stop();
    for (const position of [2, 3, 4]) {
      const stopping = await react(note);
      await until(() => stopping.state.unhealthyReason === undefined);
      await Promise.all([stopping.stop(), bench.publish(draftedFact(position))]);
    }
    await react(note);
    await until(() => seen.length >= 3);
    expect(positions(seen.map(([position]) => ({ position }))).toSorted((a, b) => a - b)).toEqual([2, 3, 4]);
    expect(Math.max(...seen.map(([, attempt]) => attempt))).toBeLessThanOrEqual(2);
  });

  it('tries a fact of a newer schema version again and again, then quarantines it; types it does not handle pass', async () => {
    bench = await open();
    await bench.publish(draftedFact(1, { schemaVersion: 2 }));
    const seen: number[] = [];

    const worker = await react(({ fact }) => Promise.resolve(void seen.push(fact.position)), { maxDeliveries: 1 });
    await until(() => worker.state.quarantined === 1);

    expect(seen).toEqual([]);
    expect(await bench.quarantined()).toMatchObject([
      { deliveries: 3, reason: 'RetryLater: CandidateDrafted has schema version 2; known: up to 1' },
    ]);
  });

  it('never fetches more than it can handle', async () => {
    bench = await open();
    await bench.publish(...range(1, 20).map((n) => draftedFact(n)));
    const gate = Promise.withResolvers<void>();

    const worker = await react(() => gate.promise, { concurrency: 3 });
    await until(() => worker.state.inFlight === 3);

    expect(await bench.pending('sanitizer')).toEqual({ unacknowledged: 3, waiting: 17 });
    gate.resolve();
    await until(() => worker.state.handled === 20);
    expect(worker.state.mostInFlight).toBe(3);
  });

  it('finishes what runs when it is stopped and leaves the rest to another: nothing lost, nothing twice', async () => {
    bench = await open();
    await bench.publish(...range(1, 40).map((n) => draftedFact(n)));
    const seen: number[] = [];
    const slowly: Handle = async ({ fact }) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      seen.push(fact.position);
    };

    const first = await react(slowly);
    await until(() => seen.length >= 5);
    await first.stop();
    const inTheMiddle = seen.length;
    await react(slowly);
    await until(() => seen.length >= 40);

    expect(first.state.inFlight).toBe(0);
    expect(inTheMiddle).toBeLessThan(40);
    expect(seen.toSorted((a, b) => a - b)).toEqual(range(1, 40));
  });

  it('acknowledges before the work that another thing answers for, and keeps its slot taken', async () => {
    bench = await open();
    await bench.publish(draftedFact(1), draftedFact(2));
    const gate = Promise.withResolvers<void>();
    const done: number[] = [];

    const worker = await react(
      ({ fact }) =>
        Promise.resolve(async () => {
          await gate.promise;
          done.push(fact.position);
          throw new Error('nobody repeats this');
        }),
      { concurrency: 1 },
    );
    await until(async () => worker.state.handled === 1 && (await bench.pending('sanitizer')).unacknowledged === 0);

    expect(worker.state.inFlight).toBe(1);
    expect(await bench.pending('sanitizer')).toEqual({ unacknowledged: 0, waiting: 1 });
    gate.resolve();
    await until(() => done.length === 2 && worker.state.inFlight === 0);
    expect(done).toEqual([1, 2]);
  });

  it('hands long work back when a shutdown has no more time', async () => {
    bench = await open();
    await bench.publish(draftedFact(1));
    const first = await react(
      ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error));
        }),
      { concurrency: 1, drainMs: 100 },
    );
    await until(() => first.state.inFlight === 1);

    await first.stop();
    const attempts: number[] = [];
    await react(({ attempt }) => Promise.resolve(void attempts.push(attempt)));
    await until(() => attempts.length > 0);

    expect(attempts).toEqual([2]);
  });

  it('goes on after the server was killed and restarted', async () => {
    bench = await open({ ackWaitMs: 1_000 });
    await bench.publish(...range(1, 10).map((n) => draftedFact(n)));
    const seen = new Set<number>();
    await react(({ fact }) => Promise.resolve(void seen.add(fact.position)));
    await until(() => seen.size === 10);

    await nats.kill9();
    await nats.restart();
    await bench.publish(...range(11, 20).map((n) => draftedFact(n)));
    await until(() => seen.size === 20);

    expect([...seen].toSorted((a, b) => a - b)).toEqual(range(1, 20));
  });

  it('goes on when the stream and its durable were deleted, made again and refilled', async () => {
    bench = await open();
    await bench.publish(draftedFact(1));
    const seen: number[] = [];
    const worker = await react(({ fact }) => Promise.resolve(void seen.push(fact.position)));
    await until(() => seen.length === 1);

    await (await jetstreamManager(bench.nc)).streams.delete('FACTS');
    await until(() => worker.state.unhealthyReason !== undefined);
    await recreateFacts(bench.nc);
    const fromSecond = { firstPosition: () => Promise.resolve(2) };
    await expect(ensureDurables(bench.nc, fromSecond)).rejects.toThrow(
      'FACTS ends at 0; refill it before its durables begin at 2',
    );
    await bench.publish(draftedFact(1), draftedFact(2), draftedFact(3));
    await ensureDurables(bench.nc, fromSecond);
    await until(() => seen.length === 3);

    expect(seen).toEqual([1, 2, 3]);
    expect(worker.state.unhealthyReason).toBeUndefined();
  });
});

describe('the topology', () => {
  it('is made once and stands', async () => {
    bench = await open();

    expect(await ensureTopology(bench.nc)).toEqual({ createdStreams: [], createdDurables: [] });
    await nats.restart({ wipe: true });
    const again = await connectBus({ url: nats.url, name: 'again' });
    expect(await ensureTopology(again)).toEqual({
      createdStreams: ['FACTS', 'COMMANDS', 'QUARANTINE'],
      createdDurables: Object.keys(DURABLES),
    });
    await again.close();
  });

  it('keeps what an old producer sends away from everybody', async () => {
    bench = await open();
    await bench.publishRaw('proc_exp.1', '{"experiment_id":"proc_exp_1"}');

    const { state } = await (await jetstreamManager(bench.nc)).streams.info('QUARANTINE');

    expect(state.messages).toBe(1);
  });
});
