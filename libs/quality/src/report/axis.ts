/** Maps values to places along a side of a plot. */
export interface Axis {
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
}

const STEPS = [1, 2, 2.5, 5, 10];

/** Even steps at round numbers. */
export function linearAxis(low: number, high: number, from: number, to: number, wanted = 6): Axis {
  const [least, most] = widened(low, high);
  const rough = (most - least) / wanted;
  const scale = 10 ** Math.floor(Math.log10(rough));
  const step = scale * (STEPS.find((each) => each * scale >= rough) ?? 10);
  const first = Math.ceil(least / step);
  const count = Math.floor(most / step) - first + 1;
  return {
    place: (value) => from + ((value - least) / (most - least)) * (to - from),
    ticks: Array.from({ length: Math.max(0, count) }, (_, i) => Number(((first + i) * step).toPrecision(12))),
  };
}

/** Logarithmic, ticks at 1, 2 and 5 of every decade. */
export function logAxis(low: number, high: number, from: number, to: number): Axis {
  const [least, most] = widened(Math.log10(low), Math.log10(high));
  const decades = Array.from({ length: Math.ceil(most) - Math.floor(least) + 1 }, (_, i) => Math.floor(least) + i);
  const ticks = decades.flatMap((decade) => [1, 2, 5].map((digit) => digit * 10 ** decade));
  return {
    place: (value) => from + ((Math.log10(value) - least) / (most - least)) * (to - from),
    ticks: ticks
      .filter((tick) => Math.log10(tick) >= least && Math.log10(tick) <= most)
      .map((tick) => Number(tick.toPrecision(6))),
  };
}

/** A little air at both ends, and a range where there is none. */
function widened(low: number, high: number): [number, number] {
  const air = high > low ? (high - low) * 0.05 : Math.max(Math.abs(low) * 0.05, 0.5);
  return [low - air, high + air];
}
