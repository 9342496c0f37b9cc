import type { ExperimentDocument, Fact } from '@codecsmith/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useAddress } from '../../data/address.ts';
import { parentsIn } from '../../data/facts.ts';
import { usePageTitle } from '../../data/page-title.ts';
import { useLab } from '../../data/session.tsx';
import { CauseNote } from '../../parts/cause-note.tsx';
import { OutcomeBadge } from '../../parts/outcome-badge.tsx';
import { Trouble, Waiting } from '../../parts/states.tsx';
import { Actions } from './actions.tsx';
import { Code } from './code.tsx';
import { Conversation } from './conversation.tsx';
import { CurvesCard, RunsCard } from './curves.tsx';
import { DecodeHere } from './decode-here.tsx';
import { Log } from './log.tsx';
import { Notes } from './notes.tsx';
import { Timeline } from './timeline.tsx';
import { Verdict } from './verdict.tsx';
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
      <Head document={document.data} facts={facts.data} past={at > 0} />
      {at === 0 && <Notes document={document.data} />}
      {document.data.cause !== null && <CauseNote cause={document.data.cause} />}
      <Verdict document={document.data} facts={known} />
      {document.data.runs.length > 0 && (
        <>
          <CurvesCard document={document.data} parents={parentsIn(known)} />
          <Viewer document={document.data} />
          <DecodeHere document={document.data} />
        </>
      )}
      <Code document={document.data} facts={known} parents={parentsIn(known)} />
      <Timeline facts={facts.data} />
      {document.data.runs.length > 0 && <RunsCard document={document.data} />}
      <Conversation facts={known} />
      <Log facts={known} />
    </>
  );
}

interface HeadProps {
  readonly document: ExperimentDocument;
  readonly facts: readonly Fact[];
  readonly past: boolean;
}

function Head({ document, facts, past }: HeadProps) {
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
        <Actions document={document} facts={facts} />
      )}
    </div>
  );
}
