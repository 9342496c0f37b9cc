import * as Plot from '@observablehq/plot';
import type { CurvePoint } from '@codecsmith/client';
import { useMemo } from 'react';
import { Link } from 'wouter';
import { decibel, kbps, ratio, shortId } from '../data/format.ts';
import { Chart, ChartTable } from './chart.tsx';
import { styleOf, type RdCurve } from './rd-curve.ts';
import { Legend } from './rd-legend.tsx';

type Drawn = CurvePoint & { readonly curve: RdCurve; readonly dB: number };

/** Points that no other point beats in both rate and quality, by rising rate. */
export function paretoFront(points: readonly Drawn[]): Drawn[] {
  let best = -Infinity;
  return points
    .toSorted((a, b) => a.kbps - b.kbps || b.dB - a.dB)
    .filter(({ dB }) => {
      if (dB <= best) return false;
      best = dB;
      return true;
    });
}

const drawnPoints = (curves: readonly RdCurve[]): Drawn[] =>
  curves.flatMap((curve) =>
    curve.points.flatMap((point) => (point.psnr_y === null ? [] : [{ ...point, curve, dB: point.psnr_y }])),
  );

/**
 * Rate-distortion curves of one clip: bitrate on a logarithmic axis, psnr_y in dB. Never averaged over clips.
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
  const options = useMemo(() => optionsOf(curves, front), [curves, front]);
  return (
    <>
      <Legend curves={curves} front={front} />
      <Chart options={options} label={label} testId="rd-plot" />
      <RdTable curves={curves} />
    </>
  );
}

function optionsOf(curves: readonly RdCurve[], front: boolean): Plot.PlotOptions {
  const points = drawnPoints(curves);
  const own = points.filter(({ curve }) => curve.kind !== 'anchor');
  return {
    height: 400,
    x: { type: 'log', label: 'bitrate, kbit/s (log) →', tickFormat: '~s', ticks: 6, grid: true },
    y: { label: '↑ psnr_y, dB', grid: true, nice: true },
    marks: [
      ...(front
        ? [
            Plot.line(paretoFront(own), {
              x: 'kbps',
              y: 'dB',
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
        ),
      ),
    ],
  };
}

function marksOf(curve: RdCurve, points: readonly Drawn[]): Plot.Markish[] {
  const { stroke, dash, symbol, width } = styleOf(curve);
  const byRate = points.toSorted((a, b) => a.kbps - b.kbps);
  const at = { x: 'kbps', y: 'dB', stroke } as const;
  const title = ({ quality, kbps: rate, dB }: Drawn) =>
    `${curve.name}, ${curve.kind === 'anchor' ? 'q' : 'quality'} ${quality}: ${kbps(rate)} kbit/s, ${decibel(dB)} dB`;
  const link = curve.href === undefined ? {} : { href: () => curve.href };
  return [
    Plot.line(byRate, { ...at, strokeWidth: width, strokeDasharray: dash }),
    Plot.dot(byRate, { ...at, symbol, r: curve.kind === 'best' ? 4.5 : 3.5, fill: 'var(--raised)', title, ...link }),
  ];
}

function RdTable({ curves }: { readonly curves: readonly RdCurve[] }) {
  return (
    <ChartTable heads={['curve', 'quality', 'kbit/s', 'psnr_y, dB', 'ssim_y']}>
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
            <td>{decibel(point.psnr_y, point.psnr_y === null)}</td>
            <td>{ratio(point.ssim_y)}</td>
          </tr>
        )),
      )}
    </ChartTable>
  );
}
