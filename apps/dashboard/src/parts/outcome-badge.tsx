import type { Outcome, Phase } from '@codecsmith/client';

/** The outcome of an experiment that ended, else the phase it is in. Colour never stands alone: the word is always there. */
export function OutcomeBadge({ phase, outcome }: { readonly phase: Phase; readonly outcome: Outcome | null }) {
  const kind = outcome === null ? 'busy' : outcome === 'completed' ? 'good' : outcome === 'cancelled' ? 'flat' : 'bad';
  return <span className={`badge ${kind}`}>{(outcome ?? phase).replaceAll('_', ' ')}</span>;
}
