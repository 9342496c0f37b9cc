import * as Plot from '@observablehq/plot';
import type { CampaignDocument, Progress } from '@codecsmith/client';
import { useMemo } from 'react';
import { percent, time } from '../data/format.ts';
import { useAddress } from '../data/address.ts';
import { useScoreKeyText } from '../data/score-key.ts';
import { AddressChoice } from '../parts/clip-choice.tsx';
import { ExperimentLink } from '../parts/experiment-link.tsx';
import { Chart, ChartTable } from './chart.tsx';
import { timeAxis } from './time-axis.ts';

/** A score that beat all before it. */
interface Step {
  readonly at: Date | number;
  readonly experimentId: string;
  readonly score: number;
}

interface StepsProps {
  readonly label: string;
  readonly steps: readonly Step[];
  /** Where the last score still stands. */
  readonly until: Date | number;
  readonly axis: Plot.ScaleOptions;
  /** Name of what the axis counts, and how its values are written. */
  readonly head: string;
  readonly say: (at: Date | number) => string;
}

function Steps({ label, steps, until, axis, head, say }: StepsProps) {
  const options = useMemo((): Plot.PlotOptions => {
    const last = steps.at(-1);
    const line = last === undefined ? [] : [...steps, { ...last, at: until > last.at ? until : last.at }];
    return {
      height: 260,
      x: axis,
      y: { label: '↑ bits saved against the anchor, %', grid: true, nice: true, tickFormat: '.3~r' },
      marks: [
        Plot.line(line, { x: 'at', y: 'score', stroke: 'var(--series-2)', strokeWidth: 2, curve: 'step-after' }),
        Plot.dot(steps, {
          x: 'at',
          y: 'score',
          stroke: 'var(--series-2)',
          fill: 'var(--raised)',
          symbol: 'diamond',
          r: 4.5,
          title: ({ experimentId, score }: Step) => `${experimentId}: ${percent(score)}`,
          href: ({ experimentId }: Step) => `/experiments/${experimentId}`,
        }),
      ],
    };
  }, [steps, until, axis]);
  const [only] = steps;
  return (
    <>
      {steps.length === 1 && only !== undefined && (
        <p>
          One so far: <ExperimentLink id={only.experimentId} /> with {percent(only.score)}.
        </p>
      )}
      <Chart options={options} label={label} testId="best-plot" />
      <ChartTable heads={[head, 'experiment', 'score']}>
        {steps.map(({ experimentId, at, score }) => (
          <tr key={experimentId}>
            <td>{say(at)}</td>
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

/** The best score at every moment until the last experiment ended: of those that compare on the key in the address. */
export function BestSoFar({ progress }: { readonly progress: Progress }) {
  const { throughput, spanMs, scoreKeys } = progress;
  const [address] = useAddress();
  const text = useScoreKeyText();
  const key = scoreKeys.find((each) => each.key === address.get('on')) ?? scoreKeys[0];
  const best = useMemo(() => progress.best.filter(({ scoreKey }) => scoreKey === key?.key), [progress.best, key]);
  const drawn = useMemo(() => {
    const steps = best.map(({ experimentId, at, score }) => ({ experimentId, at: new Date(at), score }));
    const endMs = Date.parse(throughput.at(-1)?.from ?? '') + spanMs;
    return { steps, until: new Date(endMs), axis: timeAxis(spanMs) };
  }, [best, throughput, spanMs]);
  const say = (at: Date | number) => time(new Date(at).toISOString());
  return (
    <>
      {key !== undefined && scoreKeys.length > 1 && (
        <AddressChoice
          label="Scored on"
          name="on"
          value={key.key}
          options={scoreKeys.map((each) => [each.key, `${text.ofKey(each)} (${each.experiments})`])}
        />
      )}
      {key !== undefined && scoreKeys.length === 1 && <p className="soft">Scored on {text.ofKey(key)}.</p>}
      <Steps {...drawn} label="Best score so far over time" head="when" say={say} />
    </>
  );
}

/** The champion's score after every proposal. */
export function ChampionSoFar({ campaign: { progress, proposals } }: { readonly campaign: CampaignDocument }) {
  const drawn = useMemo(() => {
    const steps = progress.flatMap(({ number, score }) => {
      const crowned = proposals.findLast((each) => each.number === number && each.score === score);
      return crowned === undefined ? [] : [{ experimentId: crowned.experimentId, at: number, score }];
    });
    const axis = { label: 'proposal →', tickFormat: 'd', ticks: Math.min(10, proposals.length) };
    return { steps, until: Math.max(0, ...proposals.map(({ number }) => number)), axis };
  }, [progress, proposals]);
  return <Steps {...drawn} label="Score of the champion after each proposal" head="proposal" say={String} />;
}
