import * as Plot from '@observablehq/plot';
import { METRICS, metricText, metricTitle, type MetricName } from '@codecsmith/quality';

/** Shapes that tell curves apart without colour. */
type CurveSymbol = 'circle' | 'square' | 'triangle' | 'diamond' | 'star' | 'times' | 'plus' | 'asterisk';

/** Colour, dash, symbol and width of a curve. */
export interface Look {
  readonly stroke: string;
  readonly dash: string;
  readonly symbol: CurveSymbol;
  readonly width: number;
  /** Radius of the symbol. */
  readonly radius?: number;
}

/** A point to draw: a rate and the value of the metric; null, or absent, where there is none to draw. */
export interface PlottedPoint {
  readonly kbps: number;
  readonly value: number | null | undefined;
  /** What set the point, such as `quality 40`. */
  readonly setting: string;
}

export interface PlottedCurve {
  readonly name: string;
  readonly look: Look;
  readonly points: readonly PlottedPoint[];
  /** Address behind its points. */
  readonly href?: string | undefined;
}

export interface RdPlot {
  readonly metric: MetricName;
  readonly curves: readonly PlottedCurve[];
  /** Curves whose best points are joined to one front. */
  readonly front?: readonly PlottedCurve[];
}

interface Drawn {
  readonly kbps: number;
  readonly value: number;
  readonly setting: string;
}

/** Points with a finite value, by rising rate. */
const drawn = ({ points }: PlottedCurve): Drawn[] =>
  points
    .flatMap(({ value, ...point }) => (value === null || value === undefined ? [] : [{ ...point, value }]))
    .toSorted((a, b) => a.kbps - b.kbps);

/** Whether a plot has anything to show. */
export const hasPoints = ({ curves }: Pick<RdPlot, 'curves'>): boolean =>
  curves.some((curve) => drawn(curve).length > 0);

/** Points that no other point beats in both rate and quality, by rising rate. */
export function paretoFront<Point extends { readonly kbps: number; readonly value: number }>(
  points: readonly Point[],
): Point[] {
  let best = -Infinity;
  return points
    .toSorted((a, b) => a.kbps - b.kbps || b.value - a.value)
    .filter(({ value }) => {
      if (value <= best) return false;
      best = value;
      return true;
    });
}

/**
 * Rate-distortion curves of one clip: bitrate on a logarithmic axis over a metric. Every drawn point has its rate and
 * value in `data-x` and `data-y`. Colours are names of the style sheet's variables.
 */
export function rdPlotOptions({ metric, curves, front = [] }: RdPlot): Plot.PlotOptions {
  const best = paretoFront(front.flatMap(drawn));
  const line = { x: 'kbps', y: 'value', stroke: 'var(--series-4)', strokeWidth: 7, strokeOpacity: 0.3 } as const;
  return {
    height: 400,
    x: { type: 'log', label: 'bitrate, kbit/s (log) →', tickFormat: tickText(curves), ticks: 6, grid: true },
    y: { label: `↑ ${metricTitle(metric)}`, grid: true, nice: true, reverse: METRICS[metric].better === 'lower' },
    marks: [
      ...(front.length === 0 ? [] : [Plot.line(best, { ...line, curve: 'step-after' })]),
      ...curves.flatMap((curve) => marksOf(curve, metric)),
    ],
  };
}

/** Above so many decades only powers of ten are named; below, their doubles and halves too: names never overprint. */
const FEW_DECADES = 2;

/** Names of rates on a logarithmic axis; empty for lines that stay without one. */
function tickText(curves: readonly PlottedCurve[]): (kbps: number) => string {
  const rates = curves.flatMap(drawn).map(({ kbps }) => kbps);
  const decades = rates.length === 0 ? 0 : Math.log10(Math.max(...rates) / Math.min(...rates));
  const named = decades > FEW_DECADES ? [1] : [1, 2, 5];
  return (kbps) => {
    const leading = Math.round(kbps / 10 ** Math.floor(Math.log10(kbps) + 1e-9));
    if (!named.includes(leading)) return '';
    return kbps < 1000 ? String(Number(kbps.toPrecision(3))) : `${Number((kbps / 1000).toPrecision(3))}k`;
  };
}

function marksOf(curve: PlottedCurve, metric: MetricName): Plot.Markish[] {
  const { stroke, dash, symbol, width, radius = 3.5 } = curve.look;
  const points = drawn(curve);
  const at = { x: 'kbps', y: 'value', stroke } as const;
  const title = ({ setting, kbps, value }: Drawn): string =>
    `${curve.name}, ${setting}: ${kbps.toFixed(kbps < 100 ? 1 : 0)} kbit/s, ${metricTitle(metric)} ${metricText(metric, value)}`;
  const link = curve.href === undefined ? {} : { href: () => curve.href };
  const render = withData(points.map(({ kbps, value }) => [kbps, value]));
  return [
    Plot.line(points, { ...at, strokeWidth: width, strokeDasharray: dash }),
    Plot.dot(points, { ...at, symbol, r: radius, fill: 'var(--raised)', title, ...link, render }),
  ];
}

/** Gives each drawn mark the values that it stands for. */
export function withData(values: readonly (readonly [x: number, y: number])[]): Plot.RenderFunction {
  return (index, scales, channels, dimensions, context, next) => {
    const group = next?.(index, scales, channels, dimensions, context) ?? null;
    [...(group?.children ?? [])].forEach((mark, place) => {
      const [x, y] = values[index[place] ?? -1] ?? [];
      mark.setAttribute('data-x', String(x));
      mark.setAttribute('data-y', String(y));
    });
    return group;
  };
}
