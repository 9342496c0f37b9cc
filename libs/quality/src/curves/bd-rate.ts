import { akima, cubicFit, pchip, type Knots } from './interpolants.ts';
import { evaluate, integrate, type PiecewiseCubic } from './piecewise-cubic.ts';
import { rdCurve, type CurveProblem, type RdCurve, type RdPoint } from './rd-curve.ts';

/** `pchip` is the headline; the others are diagnostics and other tools' ways to sample the same interpolant. */
export const BD_METHODS = ['pchip', 'akima', 'cubic', 'pchip_trapz100', 'pchip_awcy5000'] as const;
export type BdMethod = (typeof BD_METHODS)[number];

export interface BdResult {
  /** Mean rate difference at equal quality; negative: the test needs fewer bits. Null with a reason. */
  readonly percent: number | null;
  /** Mean quality difference at equal rate, in the metric's unit; positive: the test is better. */
  readonly metricDelta: number | null;
  readonly method: BdMethod;
  /** Shared part of the quality ranges ÷ their joint range; null when a curve is unusable. */
  readonly overlap: number | null;
  /** Shared part ÷ the anchor's range. */
  readonly overlapOfAnchor: number | null;
  /** Why `percent` is null: a problem, prefixed by `anchor:` or `test:` when it is one curve's. */
  readonly reason: string | null;
  /** What a reader should know of a figure that is not null. */
  readonly warnings: readonly string[];
}

/** Under this share of the joint range a BD figure is warned about. */
export const OVERLAP_WARNING = 0.75;

/**
 * Bjøntegaard delta of two RD curves: x = metric, y = ln(rate), mean difference over the shared quality range.
 *
 * @see ITU-T VCEG-M33 (Bjøntegaard 2001), JCTVC-E137 for the monotone interpolation
 */
export function bdRate(anchor: readonly RdPoint[], test: readonly RdPoint[], method: BdMethod = 'pchip'): BdResult {
  const [a, t] = [rdCurve(anchor), rdCurve(test)];
  if (typeof a === 'string') return nothing(method, `anchor: ${a}`);
  if (typeof t === 'string') return nothing(method, `test: ${t}`);
  const shared = sharedRange(a.metric, t.metric);
  const joint = Math.max(last(a.metric), last(t.metric)) - Math.min(first(a.metric), first(t.metric));
  const [overlap, overlapOfAnchor] = [shared.length / joint, shared.length / (last(a.metric) - first(a.metric))];
  if (shared.length <= 0) {
    return { ...nothing(method, 'no_overlap' satisfies CurveProblem), overlap: 0, overlapOfAnchor: 0 };
  }
  const [anchorKnots, testKnots] = [a, t].map(({ metric, logRate }) => ({ x: metric, y: logRate })) as [Knots, Knots];
  const difference = meanDifference(anchorKnots, testKnots, shared, method);
  return {
    percent: 100 * Math.expm1(difference),
    metricDelta: metricDelta(a, t, method),
    ...{ method, overlap, overlapOfAnchor },
    reason: null,
    warnings: warningsOf(overlap, a, t),
  };
}

const nothing = (method: BdMethod, reason: string): BdResult => ({
  ...{ percent: null, metricDelta: null, method, overlap: null, overlapOfAnchor: null, reason, warnings: [] },
});

function warningsOf(overlap: number, anchor: RdCurve, test: RdCurve): string[] {
  const warnings: string[] = [];
  if (overlap < OVERLAP_WARNING) warnings.push(`overlap is ${(100 * overlap).toFixed(1)} % of the joint quality range`);
  const dropped = anchor.dropped + test.dropped;
  if (dropped > 0) warnings.push(`${dropped} lossless point${dropped === 1 ? '' : 's'} left out`);
  return warnings;
}

function metricDelta(anchor: RdCurve, test: RdCurve, method: BdMethod): number | null {
  const shared = sharedRange(anchor.logRate, test.logRate);
  if (shared.length <= 0) return null;
  const [a, t] = [anchor, test].map(({ metric, logRate }) => ({ x: logRate, y: metric })) as [Knots, Knots];
  return meanDifference(a, t, shared, method);
}

interface SharedRange {
  readonly from: number;
  readonly to: number;
  /** Negative or zero where nothing is shared. */
  readonly length: number;
}

const first = (values: readonly number[]): number => values[0] ?? Number.NaN;
const last = (values: readonly number[]): number => values.at(-1) ?? Number.NaN;

function sharedRange(a: readonly number[], b: readonly number[]): SharedRange {
  const [from, to] = [Math.max(first(a), first(b)), Math.min(last(a), last(b))];
  return { from, to, length: to - from };
}

/** Mean of test − anchor over the shared range. */
function meanDifference(anchor: Knots, test: Knots, shared: SharedRange, method: BdMethod): number {
  switch (method) {
    case 'pchip':
      return exactMean(pchip(test), shared) - exactMean(pchip(anchor), shared);
    case 'akima':
      return exactMean(akima(test), shared) - exactMean(akima(anchor), shared);
    case 'cubic':
      return exactMean(cubicFit(test), shared) - exactMean(cubicFit(anchor), shared);
    case 'pchip_trapz100':
      return trapezoidMean(pchip(test), shared) - trapezoidMean(pchip(anchor), shared);
    case 'pchip_awcy5000':
      return leftMean(pchip(test), shared) - leftMean(pchip(anchor), shared);
  }
}

const exactMean = (curve: PiecewiseCubic, { from, to, length }: SharedRange): number =>
  integrate(curve, from, to) / length;

/** 100 equally spaced samples, trapezoid rule, as Netflix's and AOM's tools do. */
function trapezoidMean(curve: PiecewiseCubic, { from, length }: SharedRange): number {
  const values = Array.from({ length: 100 }, (_, i) => evaluate(curve, from + (length * i) / 99));
  const inner = values.reduce((sum, value) => sum + value, 0) - (first(values) + last(values)) / 2;
  return inner / 99;
}

/** Mean of 5000 left samples, as AWCY does. */
function leftMean(curve: PiecewiseCubic, { from, length }: SharedRange): number {
  let sum = 0;
  for (let i = 0; i < 5000; i += 1) sum += evaluate(curve, from + (length * i) / 5000);
  return sum / 5000;
}
