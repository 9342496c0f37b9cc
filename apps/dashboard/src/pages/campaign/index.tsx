import type { ExperimentSummary, Progress } from '@codecsmith/client';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { Lineage } from '../../charts/lineage.tsx';
import { BestSoFar } from '../../charts/progress-plots.tsx';
import { percent, time } from '../../data/format.ts';
import { usePageTitle } from '../../data/page-title.ts';
import { useLab } from '../../data/session.tsx';
import { Standing } from './standing.tsx';
import { DataTable, type TableColumn } from '../../parts/data-table.tsx';
import { Tiles } from '../../parts/tiles.tsx';
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

const CAMPAIGNS: readonly TableColumn<Progress['campaigns'][number]>[] = [
  { name: 'Campaign', show: ({ name }) => <Link href={`/campaigns/${name}`}>{name}</Link>, heads: true },
  { name: 'Experiments', show: ({ experiments }) => experiments, number: true },
  { name: 'Completed', show: ({ completed }) => completed, number: true },
  { name: 'Under way', show: ({ open }) => open, number: true },
  { name: 'Best score', show: ({ bestScore }) => percent(bestScore), number: true },
  { name: 'Last fact', show: ({ lastAt }) => time(lastAt) },
];

function Campaigns({ campaigns }: Pick<Progress, 'campaigns'>) {
  return (
    <>
      <h1>Campaigns</h1>
      {campaigns.length === 0 ? (
        <Empty>No experiment belongs to a campaign yet.</Empty>
      ) : (
        <section className="card" aria-label="Campaigns">
          <DataTable label="Table of campaigns" columns={CAMPAIGNS} rows={campaigns} keyOf={({ name }) => name} />
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
    { name: 'Best score', value: percent(tally.bestScore), note: 'of the anchor’s bits saved; below zero: spent' },
    { name: 'Experiments', value: String(tally.experiments) },
    { name: 'Completed', value: String(tally.completed) },
    { name: 'Under way', value: String(tally.open) },
  ];
  return (
    <>
      <div className="head">
        <h1>{id}</h1>
        <div className="row">
          <Link href={`/?campaign=${id}`}>Overview</Link>
          <Link href={`/experiments?campaign=${id}`}>Experiments</Link>
        </div>
      </div>
      <Tiles tiles={tiles} />
      <Standing id={id} />
      <section className="card" aria-labelledby="lineage">
        <h2 id="lineage">Lineage</h2>
        {members.error !== null && <Trouble error={members.error} />}
        {members.isPending && <Waiting what="its experiments" />}
        {members.data !== undefined && <Family members={members.data.items} more={members.data.next !== null} />}
      </section>
      <section className="card" aria-labelledby="best">
        <h2 id="best">Best so far</h2>
        {progress.best.length === 0 ? <Empty>No candidate has a score yet.</Empty> : <BestSoFar progress={progress} />}
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
