/** Milliseconds to wait after the n-th failure in a row, counted from 1. */
export type PauseAfter = (failures: number) => number;

/** These pauses in turn, in milliseconds; the last one repeats. */
export const pausesOf =
  (pausesMs: readonly number[]): PauseAfter =>
  (failures) =>
    pausesMs[Math.min(failures, pausesMs.length) - 1] ?? 0;

/** Twice as long after each failure, up to a bound. */
export const doubling =
  (firstMs: number, longestMs: number): PauseAfter =>
  (failures) =>
    Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 30));

/** Waits so many milliseconds, or until the signal aborts; never rejects. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end, { once: true });
  });
}

export interface Retry {
  readonly pauseAfter: PauseAfter;
  readonly signal?: AbortSignal | undefined;
  /** Whether it is tried again after this error, the n-th in a row; default: always. */
  readonly mayPass?: (error: unknown, failures: number) => boolean;
  /** Hears of each failure that is followed by another try. */
  readonly onFailure?: (error: unknown, pauseMs: number) => void;
}

/**
 * Runs `work` until it succeeds.
 *
 * @throws the error that `mayPass` refuses; the signal's reason when it aborts
 */
export async function retry<T>(work: () => Promise<T>, options: Retry): Promise<T> {
  const { pauseAfter, signal, mayPass = () => true, onFailure } = options;
  for (let failures = 1; ; failures += 1) {
    signal?.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      if (!mayPass(error, failures)) throw error;
      const pauseMs = pauseAfter(failures);
      onFailure?.(error, pauseMs);
      await pause(pauseMs, signal);
    }
  }
}
