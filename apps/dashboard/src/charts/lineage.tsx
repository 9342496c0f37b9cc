import * as Plot from '@observablehq/plot';
import type { ExperimentSummary } from '@codecsmith/client';
import { useMemo } from 'react';
import { percent, shortId } from '../data/format.ts';
import { useAddress } from '../data/address.ts';
import { keysOf, useScoreKeyText } from '../data/score-key.ts';
import { AddressChoice } from '../parts/clip-choice.tsx';
import { ExperimentLink } from '../parts/experiment-link.tsx';
import { Chart, ChartTable } from './chart.tsx';

interface Node {
  readonly id: string;
  readonly order: number;
  /** Null where there is none that compares with the others. */
  readonly score: number | null;
  readonly kind: 'scored' | 'elsewhere' | 'none';
  readonly outcome: string;
}

/** Runs on sealed clips are checks of a champion, not proposals. */
const isSealed = ({ clips }: ExperimentSummary): boolean => clips.some((clip) => clip.startsWith('sealed-'));

/**
 * Who descends from whom: experiments by order and score. Those whose score is on other clips or against another anchor,
 * and those that ended without one, are on a line below; work that has not ended has no height and is left out.
 */
export function Lineage({ members: all }: { readonly members: readonly ExperimentSummary[] }) {
  const [address] = useAddress();
  const text = useScoreKeyText();
  const members = useMemo(() => all.filter((member) => member.outcome !== null && !isSealed(member)), [all]);
  const keys = useMemo(() => keysOf(members), [members]);
  const key = keys.find(([each]) => each === address.get('on'))?.[0] ?? keys[0]?.[0] ?? null;
  const options = useMemo(() => optionsOf(members, key), [members, key]);
  const open = all.filter(({ outcome }) => outcome === null).length;
  return (
    <>
      {keys.length > 1 && key !== null && (
        <AddressChoice
          label="Scored on"
          name="on"
          value={key}
          options={keys.map(([each, row, count]) => [each, `${text.ofRow(row)} (${count})`])}
        />
      )}
      {keys.length === 1 && keys[0] !== undefined && <p className="soft">Scored on {text.ofRow(keys[0][1])}.</p>}
      <ul className="legend">
        <li>
          <Mark symbol="circle" /> scored
        </li>
        {keys.length > 1 && (
          <li>
            <Mark symbol="square" /> scored on something else
          </li>
        )}
        <li>
          <Mark symbol="cross" /> no score
        </li>
      </ul>
      {open > 0 && <p className="soft">{open} more are under way.</p>}
      <Chart options={options} label="Lineage of the campaign's experiments" testId="lineage" />
      <ChartTable heads={['experiment', 'parents', 'outcome', 'score', 'scored on']}>
        {members.map((member) => {
          const { experimentId, name, parents, outcome, phase, score } = member;
          return (
            <tr key={experimentId}>
              <td>
                <ExperimentLink id={experimentId} name={name} />
              </td>
              <td className="mono">{parents.length === 0 ? 'none' : parents.map((id) => shortId(id)).join(', ')}</td>
              <td>{(outcome ?? phase).replaceAll('_', ' ')}</td>
              <td>{percent(score)}</td>
              <td>{score === null ? '–' : text.ofRow(member)}</td>
            </tr>
          );
        })}
      </ChartTable>
    </>
  );
}

const Mark = ({ symbol }: { readonly symbol: 'circle' | 'square' | 'cross' }) => (
  <svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">
    {symbol === 'circle' && <circle r="4" fill="var(--raised)" stroke="var(--series-1)" strokeWidth="2" />}
    {symbol === 'square' && (
      <rect x="-4" y="-4" width="8" height="8" fill="var(--raised)" stroke="var(--ink-soft)" strokeWidth="1.5" />
    )}
    {symbol === 'cross' && <path d="M-4 -4 L4 4 M-4 4 L4 -4" stroke="var(--series-2)" strokeWidth="2" />}
  </svg>
);

function optionsOf(members: readonly ExperimentSummary[], key: string | null): Plot.PlotOptions {
  const nodes = members.map(({ experimentId: id, score, scoreKey, outcome, phase }, order): Node => {
    const kind = score === null ? 'none' : scoreKey === key ? 'scored' : 'elsewhere';
    return { id, order: order + 1, score: kind === 'scored' ? score : null, kind, outcome: outcome ?? phase };
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
  const title = ({ id, outcome, kind, score }: Node) =>
    `${id}: ${outcome.replaceAll('_', ' ')}, ${kind === 'elsewhere' ? 'scored on something else' : percent(score)}`;
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
        nodes.filter(({ kind }) => kind === 'scored'),
        { ...at, stroke: 'var(--series-1)', strokeWidth: 2, r: 4 },
      ),
      Plot.dot(
        nodes.filter(({ kind }) => kind === 'elsewhere'),
        { ...at, stroke: 'var(--ink-soft)', strokeWidth: 1.5, symbol: 'square', r: 3.5 },
      ),
      Plot.dot(
        nodes.filter(({ kind }) => kind === 'none'),
        { ...at, stroke: 'var(--series-2)', strokeWidth: 2, symbol: 'times', r: 4 },
      ),
    ],
  };
}
