import * as Plot from '@observablehq/plot';
import type { Progress } from '@codecsmith/client';
import { useMemo } from 'react';
import { time } from '../data/format.ts';
import { Chart, ChartTable } from './chart.tsx';
import { timeAxis } from './time-axis.ts';

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
