import type { ExperimentDocument, Fact } from '@codecsmith/client';
import { codingModeText } from '@codecsmith/experiment';
import { Link } from 'wouter';
import { lastData, parentsIn, textOf } from '../../data/facts.ts';
import { percent } from '../../data/format.ts';
import { useScoreKeyText } from '../../data/score-key.ts';
import { useSummary } from '../../data/summary.ts';
import { ExperimentLink } from '../../parts/experiment-link.tsx';

const savingOf = (score: number | null): string =>
  score === null || score >= 0
    ? `${percent(score)} of the anchor’s bits saved`
    : `${percent(score)}: more bits than the anchor`;

const scoreText = ({ aggregate }: ExperimentDocument): string =>
  aggregate === null
    ? 'not measured'
    : aggregate.value === null
      ? `none: ${aggregate.reason}`
      : savingOf(aggregate.value);

/** The score, where it may be given as a verdict on these clips. */
const verdictText = ({ verdict }: ExperimentDocument): string =>
  verdict === null ? 'none' : verdict.value === null ? `none: ${verdict.reason}` : percent(verdict.value);

const tierOf = ({ tier }: ExperimentDocument): string =>
  tier === null ? 'not measured' : tier.percent === null ? `none: ${tier.reason}` : `${tier.percent} %`;

/** What it came to, where the candidate came from, and what it was meant to show. */
export function Verdict({
  document,
  facts,
}: {
  readonly document: ExperimentDocument;
  readonly facts: readonly Fact[];
}) {
  const drafted = lastData(facts, 'CandidateDrafted');
  const requested = lastData(facts, 'ExperimentRequested');
  const parents = parentsIn(facts);
  const campaign = textOf(requested?.['campaign']);
  const text = useScoreKeyText();
  const summary = useSummary(document.experimentId);
  const hypothesis = textOf(drafted?.['hypothesis']);
  const expected = textOf(drafted?.['expected']);
  const { candidate } = document;
  const entries: (readonly [string, React.ReactNode])[] = [
    ['Score', scoreText(document)],
    ['Scored on', summary.data === undefined ? '–' : summary.data === null ? 'nothing' : text.ofRow(summary.data)],
    ['Verdict', verdictText(document)],
    ['Coding mode', document.codingMode === null ? 'not tried' : codingModeText(document.codingMode)],
    ['Tier', tierOf(document)],
    ['Family', candidate?.family ?? '–'],
    [
      'Language',
      candidate === null
        ? '–'
        : `${candidate.language}, ${candidate.api} by ${candidate.api === 'frame' ? 'frame' : 'clip'}, ${candidate.color}`,
    ],
    ['Drafted by', textOf(drafted?.['model']) ?? textOf(drafted?.['provider']) ?? '–'],
    ['Campaign', campaign === null ? 'none' : <Link href={`/campaigns/${campaign}`}>{campaign}</Link>],
    ['Parents', parents.length === 0 ? 'none' : parents.map((parent) => <ExperimentLink key={parent} id={parent} />)],
  ];
  return (
    <section className="card" aria-labelledby="verdict">
      <h2 id="verdict">Verdict</h2>
      <dl className="facts">
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {hypothesis !== null && (
        <>
          <h3>Hypothesis</h3>
          <p className="prose">{hypothesis}</p>
        </>
      )}
      {expected !== null && (
        <>
          <h3>Expected</h3>
          <p className="prose">{expected}</p>
        </>
      )}
      {document.flags.length > 0 && (
        <p className="note calm">Flags: {document.flags.join(', ').replaceAll('_', ' ')}</p>
      )}
    </section>
  );
}
