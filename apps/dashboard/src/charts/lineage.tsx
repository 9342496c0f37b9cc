import * as Plot from '@observablehq/plot';
import type { ExperimentSummary } from '@codecsmith/client';
import { useMemo } from 'react';
import { percent, shortId } from '../data/format.ts';
import { ExperimentLink } from '../parts/experiment-link.tsx';
import { Chart, ChartTable } from './chart.tsx';

interface Node {
  readonly id: string;
  readonly order: number;
  /** Null where there is no score. */
  readonly score: number | null;
  readonly outcome: string;
}

/** Who descends from whom: experiments by order and score; those without a score stand on a line of their own below. */
export function Lineage({ members }: { readonly members: readonly ExperimentSummary[] }) {
  const options = useMemo(() => optionsOf(members), [members]);
  return (
    <>
      <ul className="legend">
        <li>
          <Mark symbol="circle" /> scored
        </li>
        <li>
          <Mark symbol="cross" /> no score
        </li>
      </ul>
      <Chart options={options} label="Lineage of the campaign's experiments" testId="lineage" />
      <ChartTable heads={['experiment', 'parents', 'outcome', 'score']}>
        {members.map(({ experimentId, parents, outcome, phase, score }) => (
          <tr key={experimentId}>
            <td>
              <ExperimentLink id={experimentId} />
            </td>
            <td className="mono">{parents.length === 0 ? 'none' : parents.map((id) => shortId(id)).join(', ')}</td>
            <td>{(outcome ?? phase).replaceAll('_', ' ')}</td>
            <td>{percent(score)}</td>
          </tr>
        ))}
      </ChartTable>
    </>
  );
}

const Mark = ({ symbol }: { readonly symbol: 'circle' | 'cross' }) => (
  <svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">
    {symbol === 'circle' ? (
      <circle r="4" fill="var(--raised)" stroke="var(--series-1)" strokeWidth="2" />
    ) : (
      <path d="M-4 -4 L4 4 M-4 4 L4 -4" stroke="var(--series-2)" strokeWidth="2" />
    )}
  </svg>
);

function optionsOf(members: readonly ExperimentSummary[]): Plot.PlotOptions {
  const nodes = members.map(({ experimentId: id, score, outcome, phase }, order): Node => {
    return { id, order: order + 1, score, outcome: outcome ?? phase };
  });
  const scores = nodes.flatMap(({ score }) => (score === null ? [] : [score]));
  const [low, high] = scores.length === 0 ? [0, 1] : [Math.min(...scores), Math.max(...scores)];
  const floor = low - Math.max(5, (high - low) * 0.15);
  const yOf = ({ score }: Node) => score ?? floor;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const links = members.flatMap(({ experimentId, parents }) =>
    parents.flatMap((parent) => {
      const [from, to] = [byId.get(parent), byId.get(experimentId)];
      if (from === undefined || to === undefined) return [];
      return [{ x1: from.order, y1: yOf(from), x2: to.order, y2: yOf(to) }];
    }),
  );
  const title = (node: Node) => `${node.id}: ${node.outcome.replaceAll('_', ' ')}, ${percent(node.score)}`;
  const at = {
    x: 'order',
    y: yOf,
    title,
    href: ({ id }: Node) => `/experiments/${id}`,
    fill: 'var(--raised)',
  } as const;
  return {
    height: 340,
    x: { label: 'requested →', tickFormat: 'd', ticks: Math.min(10, nodes.length) },
    y: { label: '↑ bits saved against the anchor, %', grid: true, nice: true },
    marks: [
      Plot.link(links, { x1: 'x1', y1: 'y1', x2: 'x2', y2: 'y2', stroke: 'var(--ink-soft)', strokeOpacity: 0.5 }),
      Plot.dot(
        nodes.filter(({ score }) => score !== null),
        { ...at, stroke: 'var(--series-1)', strokeWidth: 2, r: 4 },
      ),
      Plot.dot(
        nodes.filter(({ score }) => score === null),
        { ...at, stroke: 'var(--series-2)', strokeWidth: 2, symbol: 'times', r: 4 },
      ),
    ],
  };
}
