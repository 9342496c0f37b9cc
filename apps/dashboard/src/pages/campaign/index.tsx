import type { ExperimentSummary, Progress } from '@codecsmith/client';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { Lineage } from '../../charts/lineage.tsx';
import { BestSoFar } from '../../charts/progress-plots.tsx';
import { percent, time } from '../../data/format.ts';
import { usePageTitle } from '../../data/page-title.ts';
import { useLab } from '../../data/session.tsx';
import { Standing } from './standing.tsx';
import { Empty, Trouble, Waiting } from '../../parts/states.tsx';

/** Most experiments that a lineage shows. */
const MOST = 200;

/** All campaigns, or one of them. */
export function CampaignPage({ id }: { readonly id: string | undefined }) {
  usePageTitle(id ?? 'Campaigns');
  const lab = useLab();
  const progress = useQuery({
    queryKey: ['progress', id],
    queryFn: () => lab.progress(id === undefined ? {} : { campaign: id }),
  });
  if (progress.error !== null) return <Trouble error={progress.error} />;
  if (progress.data === undefined) return <Waiting what="campaigns" />;
  return id === undefined ? (
    <Campaigns campaigns={progress.data.campaigns} />
  ) : (
    <Campaign id={id} progress={progress.data} />
  );
}

function Campaigns({ campaigns }: Pick<Progress, 'campaigns'>) {
  return (
    <>
      <h1>Campaigns</h1>
      {campaigns.length === 0 ? (
        <Empty>No experiment belongs to a campaign yet.</Empty>
      ) : (
        <section className="card" aria-label="Campaigns">
          <div className="scroll" tabIndex={0} role="group" aria-label="Table of campaigns">
            <table>
              <thead>
                <tr>
                  <th scope="col">Campaign</th>
                  {['Experiments', 'Completed', 'Under way', 'Best score'].map((name) => (
                    <th key={name} scope="col" className="number">
                      {name}
                    </th>
                  ))}
                  <th scope="col">Last fact</th>
                </tr>
              </thead>
              <tbody>
                {campaigns.map((campaign) => (
                  <tr key={campaign.name}>
                    <th scope="row">
                      <Link href={`/campaigns/${campaign.name}`}>{campaign.name}</Link>
                    </th>
                    <td className="number">{campaign.experiments}</td>
                    <td className="number">{campaign.completed}</td>
                    <td className="number">{campaign.open}</td>
                    <td className="number">{percent(campaign.bestScore)}</td>
                    <td>{time(campaign.lastAt)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
    </>
  );
}

function Campaign({ id, progress }: { readonly id: string; readonly progress: Progress }) {
  const lab = useLab();
  const tally = progress.campaigns.find(({ name }) => name === id);
  const members = useQuery({
    queryKey: ['experiments', 'campaign', id],
    queryFn: () => lab.experiments({ campaign: id, limit: MOST }),
  });
  if (tally === undefined) return <Empty>No experiment belongs to a campaign named {id}.</Empty>;
  const tiles = [
    ['Best score', percent(tally.bestScore)],
    ['Experiments', String(tally.experiments)],
    ['Completed', String(tally.completed)],
    ['Under way', String(tally.open)],
  ] as const;
  return (
    <>
      <div className="head">
        <h1>{id}</h1>
        <div className="row">
          <Link href={`/?campaign=${id}`}>Overview</Link>
          <Link href={`/experiments?campaign=${id}`}>Experiments</Link>
        </div>
      </div>
      <dl className="tiles">
        {tiles.map(([name, value]) => (
          <div className="tile" key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Standing id={id} />
      <section className="card" aria-labelledby="lineage">
        <h2 id="lineage">Lineage</h2>
        {members.error !== null && <Trouble error={members.error} />}
        {members.isPending && <Waiting what="its experiments" />}
        {members.data !== undefined && <Family members={members.data.items} more={members.data.next !== null} />}
      </section>
      <section className="card" aria-labelledby="best">
        <h2 id="best">Best so far</h2>
        {progress.best.length === 0 ? <Empty>No candidate has a score yet.</Empty> : <BestSoFar best={progress.best} />}
      </section>
    </>
  );
}

function Family({ members, more }: { readonly members: readonly ExperimentSummary[]; readonly more: boolean }) {
  return (
    <>
      <p className="soft">
        From left to right as they were asked for; a line leads from each parent to its child.
        {more && ` The newest ${MOST} are shown.`}
      </p>
      <Lineage members={members.toReversed()} />
    </>
  );
}
