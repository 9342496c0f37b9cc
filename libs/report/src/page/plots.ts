import * as Plot from '@observablehq/plot';
import { METRICS, metricText, metricTitle, type CurveMetric } from '@codecsmith/quality';
import type { ReportClip, ReportFrame } from '../data/report-data.ts';
import { hasPoints, rdPlotOptions } from '../plots/index.ts';
import { withData } from '../plots/rd-options.ts';
import { figure, lookOf } from './draw.ts';
import { html, type Html } from './html.ts';

/** Quality over rate by one metric, rate on a logarithmic axis. Lossless points are in the table only. */
export function rdPlot(clip: ReportClip, metric: CurveMetric): Html {
  const own = clip.curves.map(({ label, points }) => ({
    name: label,
    points: points.map((point) => ({ kbps: point.kbps, value: point[metric], setting: point.setting })),
  }));
  const foreign = (clip.foreign ?? []).filter((curve) => curve.metric === metric);
  const others = foreign.map(({ label, source, points }) => ({
    name: `${label} (imported)`,
    points: points.map((point) => ({ ...point, setting: source })),
  }));
  const curves = [...own, ...others].map((curve, place) => ({ ...curve, look: lookOf(place) }));
  if (!hasPoints({ curves })) return html`<p>No point with a finite ${METRICS[metric].label}.</p>`;
  const label = `Rate and ${metricTitle(metric)} on ${clip.name}`;
  return figure(
    label,
    rdPlotOptions({ metric, curves }),
    curves.map(({ name }) => name),
  );
}

/** psnr_y of every frame. */
export function framePlot(clip: ReportClip): Html {
  const series = clip.perFrame.map(({ label, frames }) => ({ label, points: framePoints(frames) }));
  if (series.every(({ points }) => points.length === 0)) return html`<p>No frame with a finite PSNR-Y.</p>`;
  const marks = series.flatMap(({ label, points }, place) => {
    const { stroke, dash, symbol, width } = lookOf(place);
    const at = { x: 'frame', y: 'value', stroke } as const;
    const title = ({ frame, value, bytes }: FramePoint): string =>
      `${label}, frame ${frame}: ${metricText('psnr_y', value)} dB${bytes === null ? '' : `, ${bytes} bytes`}`;
    const render = withData(points.map(({ frame, value }) => [frame, value]));
    return [
      Plot.line(points, { ...at, strokeDasharray: dash, strokeWidth: width }),
      Plot.dot(points, { ...at, symbol, r: points.length > 40 ? 1.5 : 3.5, fill: 'var(--raised)', title, render }),
    ];
  });
  const options = {
    height: 400,
    x: { label: 'frame →', tickFormat: 'd' },
    y: { label: `↑ ${metricTitle('psnr_y')}`, grid: true, nice: true },
    marks,
  };
  return figure(
    `Quality of every frame of ${clip.name}`,
    options,
    series.map(({ label }) => label),
  );
}

interface FramePoint {
  readonly frame: number;
  readonly value: number;
  readonly bytes: number | null;
}

const framePoints = (frames: readonly ReportFrame[]): FramePoint[] =>
  frames.flatMap(({ psnr_y, bytes }, frame) => (psnr_y === null ? [] : [{ frame, value: psnr_y, bytes }]));
