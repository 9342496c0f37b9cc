import type { ExperimentQuery } from '@codecsmith/client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useAddress } from '../../data/address.ts';
import { usePageTitle } from '../../data/page-title.ts';
import { useLab, useMay } from '../../data/session.tsx';
import { Empty, Trouble, Waiting } from '../../parts/states.tsx';
import { Filters } from './filters.tsx';
import { QueryBar } from './query-bar.tsx';
import { Rows } from './rows.tsx';

const PAGE = 50;
/** All experiments, newest first unless sorted; filters, order and selection are in the address. */
export function ExperimentsPage() {
  usePageTitle('Experiments');
  const lab = useLab();
  const may = useMay('submitter');
  const [address, change] = useAddress();
  const query = queryOf(address);
  const pages = useInfiniteQuery({
    queryKey: ['experiments', query],
    queryFn: ({ pageParam }) =>
      lab.experiments({ ...query, limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const rows = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <div className="head">
        <h1>Experiments</h1>
        {may && <Link href="/submit">Submit a codec</Link>}
      </div>
      <QueryBar address={address} change={change} />
      <Filters address={address} change={change} />
      {pages.error !== null && <Trouble error={pages.error} />}
      {pages.isPending && <Waiting what="experiments" />}
      {pages.isSuccess && rows.length === 0 && <Empty>No experiment fits. Widen the filter, or submit one.</Empty>}
      {rows.length > 0 && <Rows rows={rows} address={address} change={change} />}
      {pages.hasNextPage && (
        <div>
          <button type="button" disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            Show {PAGE} more
          </button>
        </div>
      )}
    </>
  );
}

const NAMES = ['phase', 'outcome', 'campaign', 'cause', 'search', 'where', 'sort', 'order', 'clip', 'quality'];

function queryOf(address: URLSearchParams): ExperimentQuery {
  return Object.fromEntries(NAMES.flatMap((name) => (address.has(name) ? [[name, address.get(name)]] : [])));
}
