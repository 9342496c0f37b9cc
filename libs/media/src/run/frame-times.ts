import type { Rational } from './tool-log.ts';

/** The rate of frames that were decoded, and whether their times keep it. */
export interface FoundRate {
  readonly fps: Rational;
  /** Shortest and longest time between two frames in milliseconds, where the rate varies. */
  readonly gapsMs?: { readonly least: number; readonly most: number };
}

/**
 * The rate that the frames' times keep within a tick: the container's where they do, else their average; the average
 * with the gaps where they keep none. Where times start over, as in files that were joined, the step back is no part of
 * the average, and is the shortest gap.
 */
export function rateOf(times: readonly number[], tick: Rational, stated: Rational | undefined): FoundRate | undefined {
  const steps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  const forward = steps.filter((step) => step >= 0);
  const length = forward.reduce((sum, step) => sum + step, 0);
  if (times.length < 2 || length <= 0) return stated && { fps: stated };
  if (stated !== undefined && isKept(times, tick, stated)) return { fps: stated };
  const average = reduced(forward.length * tick.den, length * tick.num);
  if (isKept(times, tick, average)) return { fps: average };
  const gaps = steps.map((step) => (step * 1000 * tick.num) / tick.den);
  return { fps: average, gapsMs: { least: Math.min(...gaps), most: Math.max(...gaps) } };
}

/** Every time is where the rate puts it, or a tick beside it: containers round times to ticks. */
const isKept = (times: readonly number[], tick: Rational, rate: Rational): boolean =>
  keptFrames(times, tick, rate) === times.length;

/** How many frames from the first on are where the rate puts them: after those one is missing. */
export function keptFrames(times: readonly number[], tick: Rational, rate: Rational): number {
  const ticksPerFrame = (rate.den * tick.den) / (rate.num * tick.num);
  const [first = 0] = times;
  const gap = times.findIndex((time, index) => Math.abs(time - first - index * ticksPerFrame) > 1.001);
  return gap === -1 ? times.length : gap;
}

/** The fraction with both parts below a million. */
function reduced(num: number, den: number): Rational {
  const divisor = greatestCommonDivisor(num, den);
  const [above, below] = [num / divisor, den / divisor];
  const excess = Math.max(above, below) / 1_000_000;
  if (excess <= 1) return { num: above, den: below };
  return { num: Math.max(1, Math.round(above / excess)), den: Math.max(1, Math.round(below / excess)) };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
