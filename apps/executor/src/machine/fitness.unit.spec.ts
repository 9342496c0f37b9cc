import { ArtifactMissing } from '@codecsmith/artifacts';
import { Fitness } from './fitness.ts';

const log = { info: () => undefined, warn: () => undefined };
const never = new AbortController().signal;

/** Work that fails as often as given before it succeeds; what was seen of the machine at each try. */
function failing(times: number, seen: () => unknown) {
  const tries: unknown[] = [];
  const work = () => {
    tries.push(seen());
    return tries.length <= times ? Promise.reject(new Error('the store is away')) : Promise.resolve('done');
  };
  return { work, tries };
}

describe('an executor whose lab fails it', () => {
  it('waits and tries again, and says what it waits for meanwhile', async () => {
    const fitness = new Fitness({ log, selfTest: () => Promise.resolve(), pausesMs: [1] });
    const { work, tries } = failing(1, () => fitness.unhealthyReason);

    expect(await fitness.patiently(work, never)).toBe('done');

    expect(tries).toEqual([undefined, 'waits: the store is away']);
    expect(fitness.unhealthyReason).toBeUndefined();
  });

  it('must pass its self-test after two faults in a row, however long that takes', async () => {
    let tests = 0;
    const selfTest = () => ((tests += 1) < 20 ? Promise.reject(new Error('no room')) : Promise.resolve());
    const fitness = new Fitness({ log, selfTest, pausesMs: [1] });
    const { work, tries } = failing(2, () => tests);

    expect(await fitness.patiently(work, never)).toBe('done');

    expect(tries).toEqual([0, 0, 20]);
  });

  it('says that it fails its self-test, and lets nothing begin until it passes', async () => {
    let fit = false;
    const fitness = new Fitness({
      ...{ log, pausesMs: [1] },
      selfTest: () => (fit ? Promise.resolve() : Promise.reject(new Error('no jail'))),
    });
    const working = fitness.patiently(failing(2, () => undefined).work, never);
    while (fitness.unhealthyReason !== 'fails its self-test: no jail')
      await new Promise((resolve) => setTimeout(resolve, 1));
    let begun = false;
    const beginning = fitness.untilFit(never).then(() => (begun = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(begun).toBe(false);

    fit = true;

    await Promise.all([working, beginning]);
    expect(fitness.unhealthyReason).toBeUndefined();
  });

  it('hands back what fails five times on a machine that is fit', async () => {
    const fitness = new Fitness({ log, selfTest: () => Promise.resolve(), pausesMs: [1] });
    const { work, tries } = failing(9, () => undefined);

    await expect(fitness.patiently(work, never)).rejects.toMatchObject({
      name: 'LabFault',
      message: 'the store is away',
    });

    expect(tries).toHaveLength(5);
    expect(fitness.unhealthyReason).toBeUndefined();
  });

  it('hands back soon what the store has no artifact for, and takes other work meanwhile', async () => {
    const fitness = new Fitness({ log, selfTest: () => Promise.reject(new Error('never asked')), pausesMs: [1] });
    const missing = new ArtifactMissing('a'.repeat(64));
    const seen: unknown[] = [];
    const work = () => {
      seen.push(fitness.unhealthyReason);
      return Promise.reject(missing);
    };

    const ends = fitness.patiently(work, never);

    await expect(ends).rejects.toMatchObject({ name: 'LabFault', message: missing.message, cause: missing });
    expect(seen).toEqual([undefined, undefined]);
    expect(fitness.unhealthyReason).toBeUndefined();
  });

  it('ends its waiting when it is stopped', async () => {
    const fitness = new Fitness({ log, selfTest: () => Promise.reject(new Error('no')), pausesMs: [3_600_000] });
    const stop = new AbortController();
    const working = fitness.patiently(failing(9, () => undefined).work, stop.signal);

    stop.abort(new Error('shutting down'));

    await expect(working).rejects.toThrow('shutting down');
    expect(fitness.unhealthyReason).toBeUndefined();
  });
});
