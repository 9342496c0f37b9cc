import { pchip } from './interpolants.ts';
import { evaluate } from './piecewise-cubic.ts';
import { rdCurve, type RdPoint } from './rd-curve.ts';

/** A figure, or null with the reason. */
export type Reasoned =
  { readonly value: number; readonly reason: null } | { readonly value: null; readonly reason: string };

export const some = (value: number): Reasoned => ({ value, reason: null });
export const none = (reason: string): Reasoned => ({ value: null, reason });

/**
 * Rate difference in percent between one point and the anchor at the same quality, by PCHIP of ln(rate) over the
 * metric; negative means fewer bits. Never extrapolates.
 */
export function isoQuality(point: RdPoint, anchor: readonly RdPoint[]): Reasoned {
  if (point.metric === null) return none('lossless_point');
  if (!(point.rate > 0)) return none('zero_rate');
  const anchorRate = rateAt(anchor, point.metric);
  return anchorRate.value === null ? anchorRate : some(100 * (point.rate / anchorRate.value - 1));
}

/** The anchor's rate at a quality inside its range. */
export function rateAt(anchor: readonly RdPoint[], metric: number): Reasoned {
  const curve = rdCurve(anchor);
  if (typeof curve === 'string') return none(`anchor: ${curve}`);
  const [low, high] = [curve.metric[0] ?? Number.NaN, curve.metric.at(-1) ?? Number.NaN];
  if (!(metric >= low && metric <= high)) return none('outside_anchor_range');
  return some(Math.exp(evaluate(pchip({ x: curve.metric, y: curve.logRate }), metric)));
}

/** A second metric of the anchor where its first one has a given value, by PCHIP; never extrapolates. */
export function metricAt(
  anchor: readonly { readonly at: number | null; readonly value: number | null }[],
  at: number,
): Reasoned {
  const known = anchor.filter(
    (point): point is { at: number; value: number } => point.at !== null && point.value !== null,
  );
  const sorted = known.sort((a, b) => a.at - b.at).filter((point, i, all) => point.at !== all[i - 1]?.at);
  const [x, y] = [sorted.map((point) => point.at), sorted.map((point) => point.value)];
  if (x.length < 2) return none('anchor: too_few_points');
  if (!(at >= (x[0] ?? Number.NaN) && at <= (x.at(-1) ?? Number.NaN))) return none('outside_anchor_range');
  return some(evaluate(pchip({ x, y }), at));
}
