import type { CampaignProposal } from '@codecsmith/client';
import { modelSpend, type ModelSpend } from '../../data/model-spend.ts';
import { DataTable, type TableColumn } from '../../parts/data-table.tsx';

const COLUMNS: readonly TableColumn<ModelSpend>[] = [
  { name: 'Model', show: ({ model }) => model, heads: true },
  { name: 'Answers', show: ({ answers }) => answers, number: true },
  { name: 'Input tokens', show: ({ inputTokens }) => inputTokens, number: true },
  { name: 'Tokens said', show: ({ outputTokens }) => outputTokens, number: true },
  { name: 'US dollars', show: ({ costUsd }) => costUsd?.toFixed(4) ?? '–', number: true },
];

/** What the models' answers came to. */
export function Models({ proposals }: { readonly proposals: readonly CampaignProposal[] }) {
  const rows = modelSpend(proposals);
  if (rows.length === 0) return null;
  return (
    <section className="card" aria-labelledby="models">
      <h2 id="models">Spend by model</h2>
      <p className="soft">Of answers that came; the budget counts what was set aside for others too.</p>
      <DataTable label="Spend by model" columns={COLUMNS} rows={rows} keyOf={({ model }) => model} />
    </section>
  );
}
