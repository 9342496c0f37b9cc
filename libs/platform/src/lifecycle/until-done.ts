import { setTimeout as sleep } from 'node:timers/promises';

export interface Repetition {
  /** Pause after each failure; the last one repeats. */
  readonly pausesMs: readonly [number, ...number[]];
  readonly signal: AbortSignal;
  readonly onFailure: (error: unknown, pauseMs: number) => void;
}

/** Runs `work` until it succeeds; undefined when the signal ended it before that. */
export async function untilDone<T>(work: () => Promise<T>, options: Repetition): Promise<T | undefined> {
  const { pausesMs, signal, onFailure } = options;
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      return await work();
    } catch (error) {
      const pauseMs = pausesMs[Math.min(failures, pausesMs.length - 1)] ?? pausesMs[0];
      if (signal.aborted) break;
      onFailure(error, pauseMs);
      await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}
