import type { CampaignStanding, Progress } from '@codecsmith/client';
import { BestSoFar, ChampionSoFar } from '../../charts/best-plots.tsx';
import { useCampaign } from '../../data/campaigns.ts';
import { Empty, Trouble, Waiting } from '../../parts/states.tsx';

/** Scores of a search's rungs do not compare with each other, nor with these. */
export function BestAsked({ progress }: { readonly progress: Progress }) {
  return (
    <>
      <p className="soft">Of experiments requested one by one; each campaign lists its own.</p>
      {progress.best.length === 0 ? <Empty>No candidate has a score yet.</Empty> : <BestSoFar progress={progress} />}
    </>
  );
}

/** The champions of a search, one after the other. */
export function BestOfSearch({ search }: { readonly search: CampaignStanding }) {
  const campaign = useCampaign(search.id);
  if (campaign.error !== null) return <Trouble error={campaign.error} />;
  if (campaign.data === undefined) return <Waiting what="the campaign" />;
  if (campaign.data.progress.length === 0) return <Empty>No champion yet.</Empty>;
  return <ChampionSoFar campaign={campaign.data} />;
}
