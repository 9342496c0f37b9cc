import type { LegacyExperiment } from '@codecsmith/client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { usePageTitle } from '../data/page-title.ts';
import { useLab } from '../data/session.tsx';
import { DataTable, type TableColumn } from '../parts/data-table.tsx';
import { Empty, Trouble, Waiting } from '../parts/states.tsx';

const PAGE = 100;
const MOST_FIGURES = 6;

const figuresOf = ({ figures }: LegacyExperiment): string => {
  const all = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
  const more = all.length > MOST_FIGURES ? `, and ${all.length - MOST_FIGURES} more` : '';
  return all.length === 0 ? '–' : `${all.slice(0, MOST_FIGURES).join(', ')}${more}`;
};

const COLUMNS: readonly TableColumn<LegacyExperiment>[] = [
  { name: 'Record', show: ({ legacyId }) => legacyId, heads: true },
  { name: 'Worker', show: ({ shape }) => shape },
  { name: 'Status', show: ({ status, stuck }) => (stuck ? `${status} (closed at import)` : (status ?? '–')) },
  { name: 'No measurement', show: ({ placeholders }) => placeholders.join(', ').replaceAll('_', ' ') || '–' },
  { name: 'Figures of that system', show: figuresOf },
];

/** Records of the earlier system, apart from everything that this lab measured. */
export default function LegacyPage() {
  usePageTitle('Legacy');
  const lab = useLab();
  const records = useInfiniteQuery({
    queryKey: ['legacy'],
    queryFn: ({ pageParam }) => lab.legacy({ after: pageParam, limit: PAGE }),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => (next === null ? undefined : Number(next)),
  });
  const rows = records.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <h1>Legacy</h1>
      <p>What the system before this one wrote down. None of it was measured by this lab.</p>
      {records.error !== null && <Trouble error={records.error} />}
      {records.isPending && <Waiting what="the records" />}
      {records.data !== undefined && rows.length === 0 && (
        <Empty>None. Import some: ./codecsmith legacy import FILE</Empty>
      )}
      {rows.length > 0 && (
        <section className="card" aria-label="Records">
          <DataTable label="Records of the earlier system" columns={COLUMNS} rows={rows} keyOf={({ id }) => id} />
          {records.hasNextPage && (
            <button type="button" onClick={() => void records.fetchNextPage()}>
              More
            </button>
          )}
        </section>
      )}
    </>
  );
}
