import type { CampaignProposal } from '@codecsmith/client';
import { percent } from '../../data/format.ts';
import { DataTable, type TableColumn } from '../../parts/data-table.tsx';
import { ExperimentLink } from '../../parts/experiment-link.tsx';

interface Island {
  readonly number: number;
  readonly proposals: readonly CampaignProposal[];
}

/** The best candidate of each family of coding tools on each island: what diversity the search keeps. */
export function Islands({ proposals }: { readonly proposals: readonly CampaignProposal[] }) {
  const families = [...new Set(proposals.flatMap(({ family }) => family ?? []))].toSorted();
  if (families.length === 0) return null;
  const islands = [...Map.groupBy(proposals, ({ island }) => island)]
    .map(([number, its]): Island => ({ number, proposals: its }))
    .toSorted((a, b) => a.number - b.number);
  const columns: readonly TableColumn<Island>[] = [
    { name: 'Island', show: ({ number }) => number + 1, heads: true },
    { name: 'Proposals', show: (island) => island.proposals.length, number: true },
    ...families.map((family) => ({ name: family, show: (island: Island) => <Best island={island} family={family} /> })),
  ];
  return (
    <section className="card" aria-labelledby="islands">
      <h2 id="islands">Islands, and the best of each kind of codec</h2>
      <DataTable label="Islands" columns={columns} rows={islands} keyOf={({ number }) => String(number)} />
    </section>
  );
}

function Best({ island, family }: { readonly island: Island; readonly family: string }) {
  const scored = island.proposals.flatMap(({ family: its, score, experimentId }) =>
    its === family && score !== null ? [{ score, experimentId }] : [],
  );
  const best = scored.toSorted((a, b) => b.score - a.score)[0];
  if (best === undefined) return '–';
  return (
    <>
      {percent(best.score)} <ExperimentLink id={best.experimentId} />
    </>
  );
}
