import type { GpuGrant } from '@codecsmith/jail';
import { FakeGpus } from '@codecsmith/jail/testing';
import { checkTier, Gpus } from './gpus.ts';

const card = (minor: number, record = '/'): GpuGrant => ({
  ...{ uuid: `GPU-${minor}`, model: 'NVIDIA Fake', driver: '535', devices: [], libraries: [], record },
});
interface Attempt {
  readonly began: Promise<void>;
  readonly over: Promise<void>;
}
const never = new AbortController().signal;

describe('the cards of an executor', () => {
  it('are each lent to one attempt at a time, in the order of asking', async () => {
    const gpus = new Gpus([card(0), card(1)]);
    const lent: string[] = [];
    const [most, ends] = [{ at: 0, seen: 0 }, new Map<string, () => void>()];
    const begun = new Map<string, () => void>();
    const attempt = (name: string) => ({
      began: new Promise<void>((resolve) => begun.set(name, resolve)),
      over: gpus.withOne(never, async ({ uuid }) => {
        most.at += 1;
        most.seen = Math.max(most.seen, most.at);
        lent.push(`${name} ${uuid}`);
        begun.get(name)?.();
        await new Promise<void>((resolve) => ends.set(name, resolve));
        most.at -= 1;
      }),
    });
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(attempt) as [Attempt, Attempt, Attempt, Attempt];
    await Promise.all([a.began, b.began]);
    ends.get('b')?.();
    await c.began;
    ends.get('a')?.();
    await d.began;
    expect(lent).toEqual(['a GPU-0', 'b GPU-1', 'c GPU-1', 'd GPU-0']);
    ['c', 'd'].forEach((name) => ends.get(name)?.());
    await Promise.all([a, b, c, d].map(({ over }) => over));
    expect(most.seen).toBe(2);
  });

  it('pass by those who no longer wait, and come back from work that fails', async () => {
    const gpus = new Gpus([card(0)]);
    const stop = new AbortController();
    let fail: (error: Error) => void = () => undefined;
    const first = gpus.withOne(never, () => new Promise<void>((_, reject) => (fail = reject)));
    const second = gpus.withOne(stop.signal, () => Promise.resolve('second'));
    stop.abort(new Error('stopped'));
    await expect(second).rejects.toThrow('stopped');
    fail(new Error('failed'));
    await expect(first).rejects.toThrow('failed');
    expect(await gpus.withOne(never, ({ uuid }) => Promise.resolve(uuid))).toBe('GPU-0');
  });

  it('that are gone from the machine are passed by; without any left nobody waits in silence', async () => {
    const use = (gpus: Gpus) => gpus.withOne(never, ({ uuid }) => Promise.resolve(uuid));
    expect(await use(new Gpus([card(0, '/gone'), card(1)]))).toBe('GPU-1');
    await expect(use(new Gpus([card(0, '/gone')]))).rejects.toThrow('the GPU NVIDIA Fake (GPU-0) is gone: /gone');
    await expect(use(new Gpus([]))).rejects.toThrow('this executor has no GPU');
  });

  it('are looked for where the lane is served, and the machine must have one', () => {
    const fake = new FakeGpus(2);
    const none = new FakeGpus();
    try {
      process.env['LAB_GPU_ROOT'] = fake.root;
      expect(Gpus.find(['cpu']).fingerprint).toEqual({});
      const gpus = Gpus.find(['cpu', 'gpu']);
      expect(gpus.fingerprint).toEqual({ gpu: 'NVIDIA Fake 0, NVIDIA Fake 1', gpuDriver: '535.183.01', gpus: 2 });
      expect(() => checkTier(gpus, 'strict')).toThrow(
        'LAB_EXECUTOR_LANES: gpu: gVisor (tier strict) gives guests no GPU',
      );
      expect(() => checkTier(gpus, 'A')).not.toThrow();
      process.env['LAB_GPU_ROOT'] = none.root;
      expect(() => Gpus.find(['gpu'])).toThrow(
        "LAB_EXECUTOR_LANES: gpu: no GPU was found here: NVIDIA's driver is not loaded",
      );
    } finally {
      delete process.env['LAB_GPU_ROOT'];
      fake.remove();
      none.remove();
    }
  });
});
