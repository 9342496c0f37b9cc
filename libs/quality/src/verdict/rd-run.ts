import type { RdPoint } from '../curves/rd-curve.ts';
import { METRICS, type MetricName, type MetricValues } from '../metrics/metrics.ts';

/** One measured run as verdicts see it: a candidate's or an anchor's, on one clip, each metric under its name. */
export type RdRun = MetricValues & {
  /** Of a candidate's run: the knob that set it. */
  readonly quality?: number;
  readonly bytes: number;
};

/**
 * An RD curve by one metric: more is better. On one clip bytes are as good a rate as kbps. Runs without the metric are
 * left out.
 */
export function curveOf(runs: readonly RdRun[], metric: MetricName): RdPoint[] {
  const sign = METRICS[metric].better === 'higher' ? 1 : -1;
  return runs.flatMap(({ bytes, [metric]: value }) => {
    if (value === undefined) return [];
    return [{ rate: bytes, metric: value === null ? null : sign * value }];
  });
}
