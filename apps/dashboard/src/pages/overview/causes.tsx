import type { Progress } from '@codecsmith/client';
import { Link } from 'wouter';
import { DataTable, type TableColumn } from '../../parts/data-table.tsx';

/** Causes of failures, each a link to the experiments that failed so. */
export function Causes({ causes, within }: { readonly causes: Progress['causes']; readonly within: string }) {
  const most = Math.max(...causes.map(({ count }) => count));
  const columns: readonly TableColumn<Progress['causes'][number]>[] = [
    { name: 'Outcome', show: ({ outcome }) => outcome.replaceAll('_', ' ') },
    {
      name: 'Cause',
      show: ({ outcome, code }) => <Link href={listOf(outcome, code, within)}>{code ?? 'none given'}</Link>,
    },
    { name: 'Experiments', show: ({ count }) => count, number: true },
    {
      name: 'Share of the most frequent',
      silent: true,
      className: 'share',
      show: ({ count }) => <span className="bar" style={{ width: `${(100 * count) / most}%` }} />,
    },
  ];
  return (
    <DataTable
      label="Why experiments failed"
      columns={columns}
      rows={causes}
      keyOf={({ outcome, code }) => `${outcome} ${code}`}
    />
  );
}

const listOf = (outcome: string, code: string | null, within: string): string =>
  `/experiments?outcome=${outcome}${code === null ? '' : `&cause=${encodeURIComponent(code)}`}${within}`;
