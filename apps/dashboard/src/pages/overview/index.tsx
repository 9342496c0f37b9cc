import type { CampaignStanding, LabStatus, Progress } from '@codecsmith/client';
import { useQuery } from '@tanstack/react-query';
import { Throughput } from '../../charts/throughput.tsx';
import { useAddress } from '../../data/address.ts';
import { useCampaigns } from '../../data/campaigns.ts';
import { usePageTitle } from '../../data/page-title.ts';
import { useLab } from '../../data/session.tsx';
import { standingTiles } from '../../data/standing-tiles.ts';
import { AddressChoice } from '../../parts/clip-choice.tsx';
import { Empty, Trouble, Waiting } from '../../parts/states.tsx';
import { Tiles } from '../../parts/tiles.tsx';
import { BestAsked, BestOfSearch } from './best.tsx';
import { Causes } from './causes.tsx';
import { Curves } from './curves.tsx';
import { Budget, Newest } from './searches.tsx';
import { leaderIn, Winning } from './winning.tsx';

/** Are we winning? Then curves, best so far, throughput and causes of failure. */
export function OverviewPage() {
  usePageTitle('Overview');
  const lab = useLab();
  const [address] = useAddress();
  const campaign = address.get('campaign') ?? undefined;
  const progress = useQuery({
    queryKey: ['progress', campaign],
    queryFn: () => lab.progress(campaign === undefined ? {} : { campaign }),
  });
  const status = useQuery({ queryKey: ['status'], queryFn: () => lab.status() });
  const searches = useCampaigns();
  const search = searches.data?.find(({ id }) => id === campaign);
  const leading =
    search ?? (campaign === undefined ? searches.data?.find(({ champion }) => champion !== null) : undefined);
  const names = new Set([
    ...(searches.data ?? []).map(({ id }) => id),
    ...(progress.data?.campaigns ?? []).map(({ name }) => name),
  ]);
  const error = progress.error ?? searches.error;
  return (
    <>
      <div className="head">
        <h1>Overview</h1>
        <AddressChoice
          label="Campaign"
          name="campaign"
          value={campaign ?? ''}
          options={[['', 'all experiments'], ...[...names].map((name) => [name, name] as const)]}
        />
      </div>
      {error !== null && <Trouble error={error} />}
      {(progress.isPending || searches.isPending) && <Waiting what="progress" />}
      {progress.data !== undefined && searches.data !== undefined && (
        <Winning search={leading} progress={progress.data} />
      )}
      <Curves
        campaign={campaign}
        leader={
          progress.data === undefined
            ? null
            : (leaderIn({ search: leading, progress: progress.data })?.experimentId ?? null)
        }
      />
      {status.data !== undefined && <LabTiles status={status.data} search={search} />}
      {search !== undefined && <Budget search={search} />}
      {campaign === undefined && searches.data !== undefined && <Newest searches={searches.data} />}
      {progress.data !== undefined && searches.data !== undefined && (
        <ProgressCards progress={progress.data} campaign={campaign} search={search} />
      )}
    </>
  );
}

interface SearchProps {
  /** Undefined where all experiments are shown, or those of a mere name. */
  readonly search: CampaignStanding | undefined;
}

function LabTiles({ status, search }: SearchProps & { readonly status: LabStatus }) {
  const ended = Object.values(status.outcomes).reduce((sum, count) => sum + count, 0);
  const underWay = status.queues.reduce((sum, { count }) => sum + count, 0);
  const tiles = [
    ...(search === undefined ? [] : standingTiles(search)),
    {
      name: 'Completed',
      value: String(status.outcomes['completed'] ?? 0),
      note: `of ${ended} that ended, whole lab`,
    },
    { name: 'Under way', value: String(underWay), note: 'whole lab' },
    { name: 'Facts', value: String(status.head), note: 'in the log' },
  ];
  return <Tiles tiles={tiles} />;
}

interface ProgressProps extends SearchProps {
  readonly progress: Progress;
  readonly campaign: string | undefined;
}

function ProgressCards({ progress, campaign, search }: ProgressProps) {
  const { throughput, spanMs, causes } = progress;
  const within = campaign === undefined ? '' : `&campaign=${encodeURIComponent(campaign)}`;
  return (
    <>
      <div className="grid">
        <section className="card" aria-labelledby="best">
          <h2 id="best">Best so far</h2>
          {search === undefined ? <BestAsked progress={progress} /> : <BestOfSearch search={search} />}
        </section>
        <section className="card" aria-labelledby="throughput">
          <h2 id="throughput">Throughput</h2>
          {throughput.length === 0 ? (
            <Empty>No experiment has ended yet.</Empty>
          ) : (
            <Throughput throughput={throughput} spanMs={spanMs} />
          )}
        </section>
      </div>
      <section className="card" aria-labelledby="causes">
        <h2 id="causes">Why experiments failed</h2>
        {causes.length === 0 ? <Empty>None has.</Empty> : <Causes causes={causes} within={within} />}
      </section>
    </>
  );
}
