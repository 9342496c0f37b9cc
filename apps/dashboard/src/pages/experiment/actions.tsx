import { requestAgain, type ExperimentDocument, type Fact } from '@codecsmith/client';
import { Link, useLocation } from 'wouter';
import { useLab, useMay } from '../../data/session.tsx';
import { CommandButton } from '../../parts/command-button.tsx';

interface ActionsProps {
  readonly document: ExperimentDocument;
  readonly facts: readonly Fact[];
}

/** What can be asked of an experiment in its phase; what comes of it is in the timeline. */
export function Actions({ document, facts }: ActionsProps) {
  const lab = useLab();
  const may = useMay('submitter');
  const [, go] = useLocation();
  const { experimentId, phase, outcome } = document;
  if (phase !== 'concluded') {
    return (
      <CommandButton
        send={() => lab.cancelExperiment(experimentId, 'cancelled on the dashboard')}
        name="Cancel experiment"
      />
    );
  }
  const rerun = async () => {
    const request = requestAgain(facts, document.name);
    if (request === null) throw new Error('it never had code');
    const answer = await lab.requestExperiment(request);
    go(`/experiments/${answer.aggregateId}`);
    return answer;
  };
  return (
    <div className="row">
      {outcome === 'completed' && <CommandButton send={() => lab.verifyExperiment(experimentId)} name="Verify again" />}
      {facts.some(({ type }) => type === 'CandidateDrafted') && <CommandButton send={rerun} name="Run again" />}
      {may && document.candidate !== null && <Link href={`/submit?from=${experimentId}`}>Edit and submit</Link>}
    </div>
  );
}
