import { doubling, pause, pausesOf, retry } from './retry.ts';

describe('retry', () => {
  const failing = (times: number) => {
    let calls = 0;
    return () => {
      calls += 1;
      return calls > times ? Promise.resolve(calls) : Promise.reject(new Error(`call ${calls}`));
    };
  };
  const atOnce = pausesOf([0]);

  it('tries until it succeeds, and says each failure and pause', async () => {
    const heard: [string, number][] = [];
    const onFailure = (error: unknown, pauseMs: number) => heard.push([String(error), pauseMs]);
    expect(await retry(failing(3), { pauseAfter: pausesOf([1, 2]), onFailure })).toBe(4);
    expect(heard).toEqual([
      ['Error: call 1', 1],
      ['Error: call 2', 2],
      ['Error: call 3', 2],
    ]);
  });

  it('throws the error that may not pass', async () => {
    const mayPass = (_: unknown, failures: number) => failures < 3;
    await expect(retry(failing(9), { pauseAfter: atOnce, mayPass })).rejects.toThrow('call 3');
  });

  it('throws the reason of its signal: before the first try, and in the middle of a pause', async () => {
    const reason = new Error('stopped');
    await expect(retry(failing(0), { pauseAfter: atOnce, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const stop = new AbortController();
    const ended = retry(failing(9), {
      pauseAfter: pausesOf([3_600_000]),
      signal: stop.signal,
      onFailure: () => queueMicrotask(() => stop.abort(reason)),
    });
    await expect(ended).rejects.toBe(reason);
  });

  it('has pauses of a list, and pauses that double up to a bound', () => {
    expect([1, 2, 3, 4].map(pausesOf([5, 7, 9]))).toEqual([5, 7, 9, 9]);
    expect([1, 2, 3, 4, 5, 5000].map(doubling(250, 1500))).toEqual([250, 500, 1000, 1500, 1500, 1500]);
  });

  it('pauses no longer than its signal lets it', async () => {
    await pause(3_600_000, AbortSignal.abort());
    const stop = new AbortController();
    const paused = pause(3_600_000, stop.signal);
    stop.abort();
    await paused;
    expect(stop.signal.aborted).toBe(true);
  });
});
