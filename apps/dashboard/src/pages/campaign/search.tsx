import type { CampaignDocument } from '@codecsmith/client';
import { useQuery } from '@tanstack/react-query';
import { ChampionSoFar } from '../../charts/best-plots.tsx';
import { useAddress } from '../../data/address.ts';
import { useCampaign } from '../../data/campaigns.ts';
import { useLab } from '../../data/session.tsx';
import { standingTiles } from '../../data/standing-tiles.ts';
import { BudgetUse } from '../../parts/budget-use.tsx';
import { CommandButton } from '../../parts/command-button.tsx';
import { Empty, Trouble, Waiting } from '../../parts/states.tsx';
import { Tiles } from '../../parts/tiles.tsx';
import { TimeSlider } from '../../parts/time-slider.tsx';
import { Family } from './family.tsx';
import { CampaignHead } from './head.tsx';
import { Islands } from './islands.tsx';
import { Models } from './models.tsx';
import { Proposals } from './proposals.tsx';
import { Course } from './steer.tsx';

/** A search, now or as it was at the position in the address. */
export function Search({ id }: { readonly id: string }) {
  const lab = useLab();
  const [address] = useAddress();
  const at = Number(address.get('at') ?? 0);
  const facts = useQuery({ queryKey: ['campaign', id, 'facts'], queryFn: () => lab.campaignFacts(id) });
  const campaign = useCampaign(id, at);
  const error = facts.error ?? campaign.error;
  if (error !== null) return <Trouble error={error} />;
  if (facts.data === undefined || campaign.data === undefined) return <Waiting what="the search" />;
  return (
    <>
      <CampaignHead id={id} />
      <Tiles tiles={tilesOf(campaign.data)} />
      <section className="card" aria-labelledby="time">
        <h2 id="time">Time</h2>
        <TimeSlider facts={facts.data} />
        <p className="soft">Everything but the lineage is shown as it was then.</p>
      </section>
      <Spend campaign={campaign.data} past={at > 0} />
      {at === 0 && <Course campaign={campaign.data} />}
      <Models proposals={campaign.data.proposals} />
      <Islands proposals={campaign.data.proposals} />
      <Proposals proposals={campaign.data.proposals} />
      <Family id={id} />
      <section className="card" aria-labelledby="best">
        <h2 id="best">Best so far</h2>
        {campaign.data.progress.length === 0 ? (
          <Empty>No champion yet.</Empty>
        ) : (
          <ChampionSoFar campaign={campaign.data} />
        )}
      </section>
    </>
  );
}

const tilesOf = (campaign: CampaignDocument) => [
  ...standingTiles(campaign),
  { name: 'Proposals', value: String(campaign.proposals.length) },
  { name: 'Ended', value: String(campaign.proposals.filter(({ outcome }) => outcome !== null).length) },
];

const STEERING = {
  running: [
    ['pause', 'Pause'],
    ['stop', 'Stop'],
  ],
  paused: [
    ['resume', 'Resume'],
    ['stop', 'Stop'],
  ],
  stopped: [],
  absent: [],
} as const;

function Spend({ campaign, past }: { readonly campaign: CampaignDocument; readonly past: boolean }) {
  const lab = useLab();
  return (
    <section className="card" aria-labelledby="spend">
      <div className="head">
        <h2 id="spend">
          Budget <span className="badge flat">{campaign.phase}</span>
          {past && <span className="badge flat">as it was then</span>}
        </h2>
        <div className="row">
          {(past ? [] : STEERING[campaign.phase]).map(([verb, name]) => (
            <CommandButton
              key={verb}
              needs={verb === 'stop' ? 'operator' : 'submitter'}
              name={name}
              send={() => lab.steerCampaign(campaign.id, verb)}
            />
          ))}
        </div>
      </div>
      {campaign.reason !== null && <p className="soft">{campaign.reason}</p>}
      <BudgetUse campaign={campaign} />
    </section>
  );
}
