import type { ExperimentDocument } from '@codecsmith/client';
import { useLab } from '../../data/session.tsx';
import { CommandButton } from '../../parts/command-button.tsx';

/** What can be asked of an experiment in its phase; what comes of it is in the timeline. */
export function Actions({ document }: { readonly document: ExperimentDocument }) {
  const lab = useLab();
  const { experimentId, phase, outcome } = document;
  if (phase !== 'concluded') {
    return (
      <CommandButton
        send={() => lab.cancelExperiment(experimentId, 'cancelled on the dashboard')}
        name="Cancel experiment"
      />
    );
  }
  if (outcome !== 'completed') return null;
  return <CommandButton send={() => lab.verifyExperiment(experimentId)} name="Verify again" />;
}
