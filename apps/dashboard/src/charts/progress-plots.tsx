import * as Plot from '@observablehq/plot';
import type { Progress } from '@codecsmith/client';
import { useMemo } from 'react';
import { percent, time } from '../data/format.ts';
import { ExperimentLink } from '../parts/experiment-link.tsx';
import { Chart, ChartTable } from './chart.tsx';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const HOURS = { hour: '2-digit', minute: '2-digit', hour12: false } as const;

/** Hours of a day as the lists write them; days where the history is longer. */
const timeAxis = (spanMs: number): Plot.ScaleOptions => ({
  type: 'time',
  label: null,
  tickSpacing: 90,
  tickFormat: (at: Date) =>
    spanMs < HOUR_MS
      ? at.toLocaleTimeString(undefined, { ...HOURS, ...(spanMs < MINUTE_MS ? { second: '2-digit' } : {}) })
      : time(at.toISOString()),
});

/** The best score at every moment until the last experiment ended. */
export function BestSoFar({ progress: { best, throughput, spanMs } }: { readonly progress: Progress }) {
  const options = useMemo((): Plot.PlotOptions => {
    const points = best.map(({ experimentId, at, score }) => ({ experimentId, at: new Date(at), score }));
    const last = points.at(-1);
    const endMs = Date.parse(throughput.at(-1)?.from ?? '') + spanMs;
    const line = last === undefined ? [] : [...points, { ...last, at: new Date(Math.max(endMs, last.at.getTime())) }];
    return {
      height: 260,
      x: timeAxis(spanMs),
      y: { label: '↑ bits saved against the anchor, %', grid: true, nice: true },
      marks: [
        Plot.line(line, { x: 'at', y: 'score', stroke: 'var(--series-2)', strokeWidth: 2, curve: 'step-after' }),
        Plot.dot(points, {
          x: 'at',
          y: 'score',
          stroke: 'var(--series-2)',
          fill: 'var(--raised)',
          symbol: 'diamond',
          r: 4.5,
          title: (point: (typeof points)[number]) => `${point.experimentId}: ${percent(point.score)}`,
          href: (point: (typeof points)[number]) => `/experiments/${point.experimentId}`,
        }),
      ],
    };
  }, [best, throughput, spanMs]);
  return (
    <>
      <Chart options={options} label="Best score so far over time" testId="best-plot" />
      <ChartTable heads={['when', 'experiment', 'score']}>
        {best.map(({ experimentId, at, score }) => (
          <tr key={experimentId}>
            <td>{time(at)}</td>
            <td>
              <ExperimentLink id={experimentId} />
            </td>
            <td>{percent(score)}</td>
          </tr>
        ))}
      </ChartTable>
    </>
  );
}

const SPAN_NAMES: Readonly<Record<number, string>> = {
  10_000: '10 seconds',
  60_000: 'minute',
  600_000: '10 minutes',
  3_600_000: 'hour',
  21_600_000: '6 hours',
  86_400_000: 'day',
};

/** How many experiments ended in each span of time. */
export function Throughput({ throughput, spanMs }: Pick<Progress, 'throughput' | 'spanMs'>) {
  const span = SPAN_NAMES[spanMs] ?? `${spanMs / 1000} s`;
  const options = useMemo((): Plot.PlotOptions => {
    const bars = throughput.flatMap(({ from, ended, completed }) => {
      const [x1, x2] = [new Date(from), new Date(Date.parse(from) + spanMs * 0.9)];
      return [
        { x1, x2, y1: 0, y2: completed, fill: 'var(--series-1)', title: `${completed} completed` },
        { x1, x2, y1: completed, y2: ended, fill: 'var(--series-2)', title: `${ended - completed} did not complete` },
      ];
    });
    return {
      height: 260,
      x: timeAxis(spanMs),
      y: {
        label: `↑ ended in each ${span}`,
        grid: true,
        nice: true,
        ticks: Math.min(5, Math.max(1, ...throughput.map(({ ended }) => ended))),
        tickFormat: 'd',
      },
      marks: [
        Plot.rect(bars, { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', fill: 'fill', title: 'title' }),
        Plot.ruleY([0]),
      ],
    };
  }, [throughput, spanMs, span]);
  return (
    <>
      <ul className="legend">
        <li>
          <span className="swatch" style={{ background: 'var(--series-1)' }} /> completed
        </li>
        <li>
          <span className="swatch" style={{ background: 'var(--series-2)' }} /> ended without numbers
        </li>
      </ul>
      <Chart options={options} label={`Experiments ended in each ${span}`} />
      <ChartTable heads={[`${span} from`, 'ended', 'completed']}>
        {throughput.map(({ from, ended, completed }) => (
          <tr key={from}>
            <td>{time(from)}</td>
            <td>{ended}</td>
            <td>{completed}</td>
          </tr>
        ))}
      </ChartTable>
    </>
  );
}
