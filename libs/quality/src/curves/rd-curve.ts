/** A point of an RD curve: rate in any unit, quality by any metric; null marks a lossless point. */
export interface RdPoint {
  readonly rate: number;
  readonly metric: number | null;
}

/** Why a curve, or a pair of curves, yields no number. */
export type CurveProblem = 'too_few_points' | 'non_monotonic' | 'zero_rate' | 'no_overlap' | 'not_a_number';

/** A curve fit for interpolation: sorted, distinct, more rate always buying more quality. */
export interface RdCurve {
  readonly metric: readonly number[];
  /** Natural logarithm of the rate. */
  readonly logRate: readonly number[];
  /** Lossless points that were dropped. */
  readonly dropped: number;
}

/** Fewest points that carry a BD figure. */
export const LEAST_POINTS = 4;

/** Sorts and checks a curve; the problem names what is wrong with it. */
export function rdCurve(points: readonly RdPoint[], leastPoints = LEAST_POINTS): RdCurve | CurveProblem {
  const finite = points.filter((point): point is { rate: number; metric: number } => point.metric !== null);
  if (finite.some(({ rate, metric }) => !Number.isFinite(rate) || !Number.isFinite(metric))) return 'not_a_number';
  if (points.some(({ rate }) => rate <= 0)) return 'zero_rate';
  const sorted = [...finite].sort((a, b) => a.rate - b.rate || a.metric - b.metric);
  const distinct = sorted.filter((point, i) => !same(point, sorted[i - 1]));
  if (distinct.length < leastPoints) return 'too_few_points';
  const rises = distinct.every((point, i) => {
    const before = distinct[i - 1];
    return before === undefined || (point.rate > before.rate && point.metric > before.metric);
  });
  if (!rises) return 'non_monotonic';
  return {
    metric: distinct.map(({ metric }) => metric),
    logRate: distinct.map(({ rate }) => Math.log(rate)),
    dropped: points.length - finite.length,
  };
}

const same = (a: RdPoint, b: RdPoint | undefined): boolean => a.rate === b?.rate && a.metric === b.metric;
