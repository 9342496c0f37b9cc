import * as Plot from '@observablehq/plot';
import type { CurvePoint } from '@codecsmith/client';
import { useMemo } from 'react';
import { CURVE_METRICS, measuredBy, metricText, metricTitle, type CurveMetric } from '@codecsmith/quality';
import { Link } from 'wouter';
import { useAddress } from '../data/address.ts';
import { kbps, shortId } from '../data/format.ts';
import { AddressChoice } from '../parts/clip-choice.tsx';
import { Chart, ChartTable } from './chart.tsx';
import { styleOf, type RdCurve } from './rd-curve.ts';
import { Legend } from './rd-legend.tsx';

type Drawn = CurvePoint & { readonly curve: RdCurve; readonly value: number };

/** Points that no other point beats in both rate and quality, by rising rate. */
export function paretoFront(points: readonly Drawn[]): Drawn[] {
  let best = -Infinity;
  return points
    .toSorted((a, b) => a.kbps - b.kbps || b.value - a.value)
    .filter(({ value }) => {
      if (value <= best) return false;
      best = value;
      return true;
    });
}

/** Points with a finite value of the metric. */
const drawnPoints = (curves: readonly RdCurve[], metric: CurveMetric): Drawn[] =>
  curves.flatMap((curve) =>
    curve.points.flatMap((point) => {
      const value = point[metric];
      return value === null || value === undefined ? [] : [{ ...point, curve, value }];
    }),
  );

/**
 * Rate-distortion curves of one clip: bitrate on a logarithmic axis, and a metric that the address names. Never averaged
 * over clips.
 * The same numbers stand in the table that goes with it.
 */
export function RdPlot({
  curves,
  label,
  front = false,
}: {
  readonly curves: readonly RdCurve[];
  readonly label: string;
  readonly front?: boolean;
}) {
  const [address] = useAddress();
  const measured = useMemo(
    () =>
      measuredBy(
        curves.flatMap(({ points }) => points),
        CURVE_METRICS,
      ),
    [curves],
  );
  const metric = measured.find((name) => name === address.get('metric')) ?? 'psnr_y';
  const options = useMemo(() => optionsOf(curves, metric, front), [curves, metric, front]);
  return (
    <>
      <AddressChoice
        label="Metric"
        name="metric"
        value={metric}
        options={measured.map((name) => [name, metricTitle(name)])}
      />
      <Legend curves={curves} front={front} />
      <Chart options={options} label={label} testId="rd-plot" />
      <RdTable curves={curves} metrics={measured} />
    </>
  );
}

function optionsOf(curves: readonly RdCurve[], metric: CurveMetric, front: boolean): Plot.PlotOptions {
  const points = drawnPoints(curves, metric);
  const own = points.filter(({ curve }) => curve.kind !== 'anchor');
  return {
    height: 400,
    x: { type: 'log', label: 'bitrate, kbit/s (log) →', tickFormat: '~s', ticks: 6, grid: true },
    y: { label: `↑ ${metricTitle(metric)}`, grid: true, nice: true },
    marks: [
      ...(front
        ? [
            Plot.line(paretoFront(own), {
              x: 'kbps',
              y: 'value',
              stroke: 'var(--series-4)',
              strokeWidth: 7,
              strokeOpacity: 0.3,
              curve: 'step-after',
            }),
          ]
        : []),
      ...curves.flatMap((curve) =>
        marksOf(
          curve,
          points.filter((point) => point.curve === curve),
          metric,
        ),
      ),
    ],
  };
}

function marksOf(curve: RdCurve, points: readonly Drawn[], metric: CurveMetric): Plot.Markish[] {
  const { stroke, dash, symbol, width } = styleOf(curve);
  const byRate = points.toSorted((a, b) => a.kbps - b.kbps);
  const at = { x: 'kbps', y: 'value', stroke } as const;
  const title = ({ quality, kbps: rate, value }: Drawn) =>
    `${curve.name}, ${curve.kind === 'anchor' ? 'q' : 'quality'} ${quality}: ${kbps(rate)} kbit/s, ${metricTitle(metric)} ${metricText(metric, value)}`;
  const link = curve.href === undefined ? {} : { href: () => curve.href };
  return [
    Plot.line(byRate, { ...at, strokeWidth: width, strokeDasharray: dash }),
    Plot.dot(byRate, { ...at, symbol, r: curve.kind === 'best' ? 4.5 : 3.5, fill: 'var(--raised)', title, ...link }),
  ];
}

function RdTable({
  curves,
  metrics,
}: {
  readonly curves: readonly RdCurve[];
  readonly metrics: readonly CurveMetric[];
}) {
  return (
    <ChartTable heads={['curve', 'quality', 'kbit/s', ...metrics.map(metricTitle)]}>
      {curves.flatMap((curve) =>
        curve.points.map((point) => (
          <tr key={`${curve.name} ${point.quality}`}>
            <td>
              {curve.href === undefined ? (
                curve.name
              ) : (
                <Link className="mono" href={curve.href}>
                  {shortId(curve.name)}
                </Link>
              )}
            </td>
            <td>{point.quality}</td>
            <td>{kbps(point.kbps)}</td>
            {metrics.map((name) => (
              <td key={name}>{metricText(name, point[name])}</td>
            ))}
          </tr>
        )),
      )}
    </ChartTable>
  );
}
