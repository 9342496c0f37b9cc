import type { Progress } from '@codecsmith/client';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useCampaigns } from '../../data/campaigns.ts';
import { time } from '../../data/format.ts';
import { usePageTitle } from '../../data/page-title.ts';
import { useLab, useMay } from '../../data/session.tsx';
import { CampaignTable } from '../../parts/campaign-table.tsx';
import { DataTable, type TableColumn } from '../../parts/data-table.tsx';
import { Empty, Trouble, Waiting } from '../../parts/states.tsx';
import { NamedCampaign } from './named.tsx';
import { Search } from './search.tsx';

type Named = Progress['campaigns'][number];

/** All campaigns, or one of them: a search, or only a name that experiments were given. */
export function CampaignPage({ id }: { readonly id: string | undefined }) {
  usePageTitle(id ?? 'Campaigns');
  const lab = useLab();
  const may = useMay('submitter');
  const campaigns = useCampaigns();
  const progress = useQuery({
    queryKey: ['progress', id],
    queryFn: () => lab.progress(id === undefined ? {} : { campaign: id }),
  });
  const error = campaigns.error ?? progress.error;
  if (error !== null) return <Trouble error={error} />;
  if (campaigns.data === undefined || progress.data === undefined) return <Waiting what="campaigns" />;
  const searches = campaigns.data;
  const names = progress.data.campaigns.filter(({ name }) => !searches.some((search) => search.id === name));
  if (id === undefined) {
    return (
      <>
        <div className="head">
          <h1>Campaigns</h1>
          {may && <Link href="/campaigns/new">Start a campaign</Link>}
        </div>
        {searches.length + names.length === 0 && <Empty>No campaign was started yet.</Empty>}
        {searches.length > 0 && (
          <section className="card" aria-label="Campaigns">
            <CampaignTable campaigns={searches} />
          </section>
        )}
        {names.length > 0 && <Names names={names} />}
      </>
    );
  }
  if (searches.some((search) => search.id === id)) return <Search id={id} />;
  const tally = names.find(({ name }) => name === id);
  if (tally === undefined) return <Empty>There is no campaign named {id}.</Empty>;
  return <NamedCampaign tally={tally} progress={progress.data} />;
}

const NAMES: readonly TableColumn<Named>[] = [
  { name: 'Name', show: ({ name }) => <Link href={`/campaigns/${name}`}>{name}</Link>, heads: true },
  { name: 'Experiments', show: ({ experiments }) => experiments, number: true },
  { name: 'Completed', show: ({ completed }) => completed, number: true },
  { name: 'Under way', show: ({ open }) => open, number: true },
  { name: 'Last fact', show: ({ lastAt }) => time(lastAt) },
];

function Names({ names }: { readonly names: readonly Named[] }) {
  return (
    <section className="card" aria-labelledby="names">
      <h2 id="names">Experiments requested one by one, under a common name</h2>
      <DataTable label="Table of names" columns={NAMES} rows={names} keyOf={({ name }) => name} />
    </section>
  );
}
