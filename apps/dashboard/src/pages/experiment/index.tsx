import type { ExperimentDocument, Fact } from '@codecsmith/client';
import { codingModeText } from '@codecsmith/experiment';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useAddress } from '../../data/address.ts';
import { lastData, textOf, textsOf } from '../../data/facts.ts';
import { percent } from '../../data/format.ts';
import { usePageTitle } from '../../data/page-title.ts';
import { useLab } from '../../data/session.tsx';
import { CauseNote } from '../../parts/cause-note.tsx';
import { ExperimentLink } from '../../parts/experiment-link.tsx';
import { OutcomeBadge } from '../../parts/outcome-badge.tsx';
import { Trouble, Waiting } from '../../parts/states.tsx';
import { Actions } from './actions.tsx';
import { Code } from './code.tsx';
import { Conversation } from './conversation.tsx';
import { CurvesCard, RunsCard } from './curves.tsx';
import { Log } from './log.tsx';
import { Notes } from './notes.tsx';
import { Timeline } from './timeline.tsx';
import { Viewer } from './viewer.tsx';

/** One experiment, now or as it was at the position in the address. */
export function ExperimentPage({ id }: { readonly id: string }) {
  const lab = useLab();
  const [address] = useAddress();
  const at = Number(address.get('at') ?? 0);
  const facts = useQuery({ queryKey: ['experiment', id, 'facts'], queryFn: () => lab.experimentFacts(id) });
  const document = useQuery({
    queryKey: ['experiment', id, 'document', at],
    queryFn: () => lab.experiment(id, at > 0 ? { at } : {}),
    placeholderData: keepPreviousData,
  });
  usePageTitle(document.data?.name ?? id);
  const error = document.error ?? facts.error;
  if (error !== null) return <Trouble error={error} />;
  if (document.data === undefined || facts.data === undefined) return <Waiting what="the experiment" />;
  const known = at > 0 ? facts.data.filter(({ position }) => position <= at) : facts.data;
  return (
    <>
      <Head document={document.data} past={at > 0} />
      {at === 0 && <Notes document={document.data} />}
      {document.data.cause !== null && <CauseNote cause={document.data.cause} />}
      <Timeline facts={facts.data} />
      <Idea document={document.data} facts={known} />
      {document.data.runs.length > 0 && (
        <>
          <CurvesCard document={document.data} parents={parentsIn(known)} />
          <Viewer document={document.data} />
          <RunsCard document={document.data} />
        </>
      )}
      <Code document={document.data} facts={known} parents={parentsIn(known)} />
      <Conversation facts={known} />
      <Log facts={known} />
    </>
  );
}

const parentsIn = (facts: readonly Fact[]): string[] => textsOf(lastData(facts, 'ExperimentRequested')?.['parents']);

function Head({ document, past }: { readonly document: ExperimentDocument; readonly past: boolean }) {
  const [, change] = useAddress();
  return (
    <div className="head">
      <div className="row">
        {document.name === null ? (
          <h1 className="mono">{document.experimentId}</h1>
        ) : (
          <>
            <h1>{document.name}</h1>
            <span className="soft mono">{document.experimentId}</span>
          </>
        )}
        <OutcomeBadge phase={document.phase} outcome={document.outcome} />
        {document.waitsFor !== null && <span>waiting for {document.waitsFor}</span>}
        {past && <span className="badge flat">as it was then</span>}
      </div>
      {past ? (
        <button type="button" onClick={() => change({ at: null })}>
          Back to now
        </button>
      ) : (
        <Actions document={document} />
      )}
    </div>
  );
}

const savingOf = (score: number | null): string =>
  score === null || score >= 0
    ? `${percent(score)} of the anchor’s bits saved`
    : `${percent(score)}: more bits than the anchor`;

const tierOf = ({ tier }: ExperimentDocument): string =>
  tier === null ? 'not measured' : tier.percent === null ? `none: ${tier.reason}` : `${tier.percent} %`;

/** Where the candidate came from and what it was meant to show. */
function Idea({ document, facts }: { readonly document: ExperimentDocument; readonly facts: readonly Fact[] }) {
  const drafted = lastData(facts, 'CandidateDrafted');
  const requested = lastData(facts, 'ExperimentRequested');
  const parents = parentsIn(facts);
  const campaign = textOf(requested?.['campaign']);
  const score = lastData(facts, 'CandidateMeasured')?.['aggregate'] as
    { value?: number | null; reason?: string | null } | undefined;
  const hypothesis = textOf(drafted?.['hypothesis']);
  const expected = textOf(drafted?.['expected']);
  const { candidate } = document;
  const entries: (readonly [string, React.ReactNode])[] = [
    [
      'Score',
      score === undefined
        ? 'not measured'
        : score.value === null
          ? `none: ${score.reason}`
          : savingOf(score.value ?? null),
    ],
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
    <section className="card" aria-labelledby="idea">
      <h2 id="idea">Candidate</h2>
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
