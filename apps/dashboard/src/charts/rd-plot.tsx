import * as Plot from '@observablehq/plot';
import type { ClipCurves, CurvePoint } from '@codecsmith/client';
import { useMemo, type SVGAttributes } from 'react';
import { Link } from 'wouter';
import { decibel, kbps, ratio, short } from '../data/format.ts';
import { Chart, ChartTable } from './chart.tsx';

/** What a line stands for; shape and dash say it as well as colour. */
export type CurveKind = 'best' | 'candidate' | 'parent' | 'anchor';

export interface RdCurve {
  readonly name: string;
  readonly kind: CurveKind;
  readonly href?: string;
  /** Where every curve is told from every other: its place among them, from 0. */
  readonly tone?: number;
  readonly points: readonly CurvePoint[];
}

const STYLE = {
  anchor: { stroke: 'var(--ink-soft)', dash: '2 3', symbol: 'times', width: 1.5 },
  candidate: { stroke: 'var(--series-1)', dash: 'none', symbol: 'circle', width: 1.25 },
  parent: { stroke: 'var(--series-3)', dash: '6 3', symbol: 'square', width: 1.75 },
  best: { stroke: 'var(--series-2)', dash: 'none', symbol: 'diamond', width: 2.75 },
} as const;

/** Colour, dash and symbol of curves that are compared with each other. */
const TONES = [
  { stroke: 'var(--series-1)', dash: 'none', symbol: 'circle', width: 2 },
  { stroke: 'var(--series-2)', dash: '7 3', symbol: 'diamond', width: 2 },
  { stroke: 'var(--series-3)', dash: '2 3', symbol: 'square', width: 2 },
  { stroke: 'var(--series-4)', dash: '9 3 2 3', symbol: 'triangle', width: 2 },
  { stroke: 'var(--series-5)', dash: '4 2', symbol: 'star', width: 2 },
] as const;

const styleOf = ({ kind, tone }: RdCurve) =>
  tone === undefined ? STYLE[kind] : (TONES[tone % TONES.length] ?? TONES[0]);

const NAMES: Readonly<Record<CurveKind, string>> = {
  best: 'best score',
  candidate: 'candidate',
  parent: 'parent',
  anchor: 'anchor encoder',
};

const MODES: Readonly<Record<string, string>> = { ai: 'all-intra', ld: 'low-delay', ra: 'random-access' };

/** Curves of a clip under the names that people use; `kindOf` tells what each candidate is on this page. */
export function curvesToDraw(
  { candidates, anchors }: ClipCurves,
  kindOf: (experimentId: string, index: number) => CurveKind,
): RdCurve[] {
  const drawn = candidates.map((candidate, index) => ({
    name: candidate.experimentId,
    kind: kindOf(candidate.experimentId, index),
    href: `/experiments/${candidate.experimentId}`,
    points: candidate.points,
  }));
  const standard = anchors.map(({ encoder, mode, points }) => ({
    name: `${encoder} ${MODES[mode] ?? mode}`,
    kind: 'anchor' as const,
    points,
  }));
  return [
    ...standard,
    ...drawn.toSorted((a, b) => Object.keys(STYLE).indexOf(a.kind) - Object.keys(STYLE).indexOf(b.kind)),
  ];
}

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

/** One entry for each curve with a tone of its own, one for each kind of the others. */
function entriesOf(curves: readonly RdCurve[]): (readonly [name: string, curve: RdCurve])[] {
  const own = curves.filter(({ tone }) => tone !== undefined).toSorted((a, b) => (a.tone ?? 0) - (b.tone ?? 0));
  const kinds = (Object.keys(NAMES) as CurveKind[]).flatMap((kind) => {
    const curve = curves.find((each) => each.kind === kind && each.tone === undefined);
    return curve === undefined ? [] : [[NAMES[kind], curve] as const];
  });
  return [...own.map((curve) => [short(curve.name, 16), curve] as const), ...kinds];
}

function Legend({ curves, front }: { readonly curves: readonly RdCurve[]; readonly front: boolean }) {
  return (
    <ul className="legend">
      {entriesOf(curves).map(([name, curve]) => {
        const { stroke, dash, width } = styleOf(curve);
        return (
          <li key={name}>
            <Stroke stroke={stroke} strokeWidth={width} strokeDasharray={dash} />
            {name}
          </li>
        );
      })}
      {front && (
        <li>
          <Stroke stroke="var(--series-4)" strokeWidth={7} strokeOpacity={0.3} />
          Pareto front of candidates
        </li>
      )}
    </ul>
  );
}

const Stroke = (look: SVGAttributes<SVGLineElement>) => (
  <svg width="34" height="10" aria-hidden="true">
    <line x1="0" x2="34" y1="5" y2="5" {...look} />
  </svg>
);

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
                  {short(curve.name, 16)}
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
