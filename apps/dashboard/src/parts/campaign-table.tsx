import type { CampaignStanding } from '@codecsmith/client';
import { Link } from 'wouter';
import { percent, time } from '../data/format.ts';
import { verdictOf } from '../data/verdict.ts';
import { DataTable, type TableColumn } from './data-table.tsx';

const usedOf = ({ spent, budget }: CampaignStanding): string =>
  budget.evaluations === undefined ? `${spent.evaluations}` : `${spent.evaluations} of ${budget.evaluations}`;

const COLUMNS: readonly TableColumn<CampaignStanding>[] = [
  { name: 'Campaign', show: ({ id }) => <Link href={`/campaigns/${id}`}>{id}</Link>, heads: true },
  { name: 'State', show: ({ phase }) => <span className="badge flat">{phase}</span> },
  { name: 'Evaluations', show: usedOf, number: true },
  { name: 'US dollars', show: ({ spent }) => spent.costUsd.toFixed(4), number: true },
  { name: 'Champion', show: ({ champion }) => <Champion champion={champion} />, number: true },
  { name: 'Sealed verdict', show: (campaign) => verdictOf(campaign).value, number: true },
  { name: 'Started', show: ({ startedAt }) => time(startedAt) },
  { name: 'Why it stopped', show: ({ reason }) => reason ?? '–', className: 'wrap' },
];

/** Searches, and how each stands. */
export function CampaignTable({ campaigns }: { readonly campaigns: readonly CampaignStanding[] }) {
  return <DataTable label="Table of campaigns" columns={COLUMNS} rows={campaigns} keyOf={({ id }) => id} />;
}

function Champion({ champion }: Pick<CampaignStanding, 'champion'>) {
  if (champion === null) return '–';
  const { experimentId, score } = champion;
  return (
    <Link href={`/experiments/${experimentId}`} title={experimentId}>
      {percent(score)}
    </Link>
  );
}
