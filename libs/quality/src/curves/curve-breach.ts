import { LEAST_POINTS, type RdPoint } from './rd-curve.ts';

/**
 * Which point of a curve breaks which rule, as a sentence; undefined where `rdCurve` takes it. Points are counted from 1
 * in the order in which they are given.
 */
export function curveBreach(points: readonly RdPoint[], leastPoints = LEAST_POINTS): string | undefined {
  const numbered = points.map((point, index) => ({ ...point, number: index + 1 }));
  const zero = numbered.find(({ rate }) => rate <= 0);
  if (zero !== undefined) return `point ${zero.number} has a rate of ${zero.rate}: more than 0 is needed`;
  const lossy = numbered.filter((point): point is Numbered => point.metric !== null);
  const sorted = lossy.toSorted((a, b) => a.rate - b.rate || a.metric - b.metric);
  const distinct = sorted.filter(
    (point, i) => point.rate !== sorted[i - 1]?.rate || point.metric !== sorted[i - 1]?.metric,
  );
  if (distinct.length < leastPoints) {
    const lossless = points.length - lossy.length;
    const more = lossless === 0 ? '' : `, beside ${lossless} lossless`;
    return `${distinct.length} different point${distinct.length === 1 ? '' : 's'}${more}: ${leastPoints} are needed`;
  }
  const [before, after] = breach(distinct);
  if (before === undefined || after === undefined) return undefined;
  return `point ${after.number} (${shown(after)}) does not rise above point ${before.number} (${shown(before)})`;
}

interface Numbered {
  readonly rate: number;
  readonly metric: number;
  readonly number: number;
}

function breach(points: readonly Numbered[]): readonly Numbered[] {
  const index = points.findIndex((point, i) => {
    const before = points[i - 1];
    return before !== undefined && (point.rate <= before.rate || point.metric <= before.metric);
  });
  return index === -1 ? [] : points.slice(index - 1, index + 1);
}

const shown = ({ rate, metric }: Numbered): string => `rate ${rate}, metric ${metric}`;
