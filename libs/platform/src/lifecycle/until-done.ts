import { pausesOf, retry } from '@codecsmith/kernel';

export interface Repetition {
  /** Pause after each failure; the last one repeats. */
  readonly pausesMs: readonly number[];
  readonly signal: AbortSignal;
  readonly onFailure: (error: unknown, pauseMs: number) => void;
}

/** Runs `work` until it succeeds; undefined when the signal ended it before that. */
export async function untilDone<T>(work: () => Promise<T>, options: Repetition): Promise<T | undefined> {
  const { pausesMs, signal, onFailure } = options;
  try {
    return await retry(work, { pauseAfter: pausesOf(pausesMs), signal, onFailure });
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}
