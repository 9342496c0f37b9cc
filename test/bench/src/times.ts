/** The middle and the slowest of a hundred, in milliseconds. */
export interface Times {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export function timesOf(sample: readonly number[]): Times {
  const sorted = sample.toSorted((a, b) => a - b);
  const at = (share: number) => Number((sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN).toFixed(1));
  return { p50: at(0.5), p99: at(0.99), max: at(1) };
}

/** How long each of the works takes, one after the other. */
export async function clocked<T>(work: () => Promise<T>, into: number[]): Promise<T> {
  const from = performance.now();
  const result = await work();
  into.push(performance.now() - from);
  return result;
}
