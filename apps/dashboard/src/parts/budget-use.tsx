import type { CampaignStanding } from '@codecsmith/client';

/** What a search has spent, reservations included, of what it may. */
export function BudgetUse({ campaign: { spent, budget } }: { readonly campaign: CampaignStanding }) {
  const rows = [
    ['evaluations', spent.evaluations, budget.evaluations, 0],
    ['tokens', spent.tokens, budget.tokens, 0],
    ['US dollars', spent.costUsd, budget.costUsd, 4],
    ['executor seconds', spent.executorSeconds, budget.executorSeconds, 0],
  ] as const;
  return (
    <dl className="facts">
      {rows.map(([name, used, most, digits]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {used.toFixed(digits)}
            {most === undefined ? ', no limit' : ` of ${most}`}
            {most !== undefined && <progress aria-label={name} max={most} value={Math.min(used, most)} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}
