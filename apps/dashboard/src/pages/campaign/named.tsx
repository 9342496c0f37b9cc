import type { Progress } from '@codecsmith/client';
import { BestSoFar } from '../../charts/best-plots.tsx';
import { Empty } from '../../parts/states.tsx';
import { Tiles } from '../../parts/tiles.tsx';
import { Family } from './family.tsx';
import { CampaignHead } from './head.tsx';

interface NamedProps {
  readonly tally: Progress['campaigns'][number];
  readonly progress: Progress;
}

/** Experiments that bear a common name without a search behind it. */
export function NamedCampaign({ tally, progress }: NamedProps) {
  const tiles = [
    { name: 'Experiments', value: String(tally.experiments) },
    { name: 'Completed', value: String(tally.completed) },
    { name: 'Under way', value: String(tally.open) },
  ];
  return (
    <>
      <CampaignHead id={tally.name} />
      <Tiles tiles={tiles} />
      <p className="soft">
        These experiments were requested one by one under this name, not by a campaign, so there is no budget and no
        plan.
      </p>
      <Family id={tally.name} />
      <section className="card" aria-labelledby="best">
        <h2 id="best">Best so far</h2>
        {progress.best.length === 0 ? <Empty>No candidate has a score yet.</Empty> : <BestSoFar progress={progress} />}
      </section>
    </>
  );
}
