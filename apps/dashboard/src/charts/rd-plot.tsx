import type * as Plot from '@observablehq/plot';
import { useMemo } from 'react';
import { CURVE_METRICS, measuredBy, metricText, metricTitle, type CurveMetric } from '@codecsmith/quality';
import { rdPlotOptions, type PlottedCurve } from '@codecsmith/report/plots';
import { Link } from 'wouter';
import { useAddress } from '../data/address.ts';
import { kbps, shortId } from '../data/format.ts';
import { AddressChoice } from '../parts/clip-choice.tsx';
import { Chart, ChartTable } from './chart.tsx';
import { styleOf, type RdCurve } from './rd-curve.ts';
import { Legend } from './rd-legend.tsx';

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

/** What the drawing code of the product needs of the curves. */
function optionsOf(curves: readonly RdCurve[], metric: CurveMetric, front: boolean): Plot.PlotOptions {
  const plotted = (among: readonly RdCurve[]) => among.map((curve) => plottedCurve(curve, metric));
  const own = curves.filter(({ kind }) => kind !== 'anchor');
  return rdPlotOptions({ metric, curves: plotted(curves), ...(front && { front: plotted(own) }) });
}

const plottedCurve = (curve: RdCurve, metric: CurveMetric): PlottedCurve => ({
  name: curve.name,
  look: { ...styleOf(curve), radius: curve.kind === 'best' ? 4.5 : 3.5 },
  href: curve.href,
  points: curve.points.map((point) => ({
    kbps: point.kbps,
    value: point[metric],
    setting: `${curve.kind === 'anchor' ? 'q' : 'quality'} ${point.quality}`,
  })),
});

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
