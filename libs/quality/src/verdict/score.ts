import { bdRate, type BdResult } from '../curves/bd-rate.ts';
import { none, some, type Reasoned } from '../curves/iso-quality.ts';
import { sacrificedChroma } from './chroma.ts';
import type { MetricName } from '../metrics/metrics.ts';
import { curveOf, type RdRun } from './rd-run.ts';

/** What the weaker overlap is still good for, as shares of the anchor's psnr_y range. */
export const LEAST_OVERLAP = { verdict: 0.75, search: 0.5 } as const;

export interface ScoreInput {
  readonly candidate: readonly RdRun[];
  readonly anchor: readonly RdRun[];
  /** Whether a plane of the source holds one value only. */
  readonly sourceHasConstantPlane: boolean;
  readonly purpose: keyof typeof LEAST_OVERLAP;
}

export interface Score {
  /** −max(BD psnr_y, BD psnr_yuv611) in percent: higher is better; null with the reason. */
  readonly score: Reasoned;
  readonly bd: readonly { readonly metric: MetricName; readonly result: BdResult }[];
}

/**
 * The score of a candidate on one clip against one anchor. The worse of two metrics counts: psnr_y alone rewards
 * throwing chroma away, yuv611 alone rewards cheap chroma. A verdict also needs chroma close to the anchor's.
 */
export function scoreOf({ candidate, anchor, sourceHasConstantPlane, purpose }: ScoreInput): Score {
  const metrics = ['psnr_y', sourceHasConstantPlane ? 'psnr_yuv611_mse' : 'psnr_yuv611'] as const;
  const bd = metrics.map((metric) => ({
    metric,
    result: bdRate(curveOf(anchor, metric), curveOf(candidate, metric)),
  }));
  const percents: number[] = [];
  for (const { metric, result } of bd) {
    if (result.percent === null) return { score: none(`${metric}: ${result.reason}`), bd };
    if ((result.overlapOfAnchor ?? 0) < LEAST_OVERLAP[purpose]) return { score: none('overlap_too_small'), bd };
    percents.push(result.percent);
  }
  const sacrificed = purpose === 'verdict' ? sacrificedChroma(candidate, anchor) : null;
  return { score: sacrificed === null ? some(-Math.max(...percents)) : none(sacrificed), bd };
}

export interface ClipScore {
  readonly clip: string;
  readonly score: Reasoned;
}

export interface AggregateScore {
  readonly mean: Reasoned;
  readonly min: number | null;
  readonly median: number | null;
  readonly max: number | null;
}

/** Over the full clip set: a number only when every clip has one, else null naming the clips without one, each with its reason. */
export function aggregateScore(scores: readonly ClipScore[]): AggregateScore {
  const without = scores.filter(({ score }) => score.value === null);
  if (scores.length === 0 || without.length > 0) {
    const names = without.map(({ clip, score }) => `${clip} (${score.reason})`).join(', ');
    return { mean: none(names === '' ? 'no clips' : names), min: null, median: null, max: null };
  }
  const values = scores.map(({ score }) => score.value ?? Number.NaN).sort((a, b) => a - b);
  const middle = (values.length - 1) / 2;
  const median = ((values[Math.floor(middle)] ?? Number.NaN) + (values[Math.ceil(middle)] ?? Number.NaN)) / 2;
  return {
    mean: some(values.reduce((sum, value) => sum + value, 0) / values.length),
    min: values[0] ?? null,
    median,
    max: values.at(-1) ?? null,
  };
}
