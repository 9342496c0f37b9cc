import type { CampaignStanding } from '@codecsmith/client';
import { Link } from 'wouter';
import { BudgetUse } from '../../parts/budget-use.tsx';
import { CampaignTable } from '../../parts/campaign-table.tsx';

/** What a search has spent of what it may. */
export function Budget({ search }: { readonly search: CampaignStanding }) {
  return (
    <section className="card" aria-labelledby="budget">
      <h2 id="budget">
        Budget <span className="badge flat">{search.phase}</span>
      </h2>
      <BudgetUse campaign={search} />
    </section>
  );
}

/** Searches that an overview of the whole lab shows. */
const NEWEST = 5;

/** The newest searches of the lab, and how each stands. */
export function Newest({ searches }: { readonly searches: readonly CampaignStanding[] }) {
  if (searches.length === 0) return null;
  return (
    <section className="card" aria-labelledby="campaigns">
      <div className="head">
        <h2 id="campaigns">Newest campaigns</h2>
        <Link href="/campaigns">All {searches.length}</Link>
      </div>
      <CampaignTable campaigns={searches.slice(0, NEWEST)} />
    </section>
  );
}
