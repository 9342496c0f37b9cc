import type { CampaignProposal } from '@codecsmith/client';
import { percent } from '../../data/format.ts';
import { ArtifactDetails } from '../../parts/artifact-details.tsx';
import { DataTable, type TableColumn } from '../../parts/data-table.tsx';
import { ExperimentLink } from '../../parts/experiment-link.tsx';

const COLUMNS: readonly TableColumn<CampaignProposal>[] = [
  {
    name: 'Proposal',
    show: ({ number, experimentId }) => (
      <>
        {number} <ExperimentLink id={experimentId} />
      </>
    ),
  },
  { name: 'Operator', show: ({ operator }) => operator },
  { name: 'Rung', show: ({ rung }) => rung },
  { name: 'Island', show: ({ island }) => island + 1, number: true },
  { name: 'Model', show: ({ model }) => model ?? '–' },
  { name: 'Outcome', show: ({ outcome }) => (outcome ?? 'under way').replaceAll('_', ' ') },
  { name: 'Score', show: ({ score }) => percent(score), number: true },
  { name: 'Why', show: (proposal) => <Reasons proposal={proposal} />, className: 'wrap' },
];

/** Every proposal of a search, the newest first, and why it was made. */
export function Proposals({ proposals }: { readonly proposals: readonly CampaignProposal[] }) {
  if (proposals.length === 0) return null;
  return (
    <section className="card" aria-labelledby="proposals">
      <h2 id="proposals">Proposals, and why each was made</h2>
      <DataTable
        label="Proposals"
        columns={COLUMNS}
        rows={proposals.toReversed()}
        keyOf={({ experimentId }) => experimentId}
      />
    </section>
  );
}

/** The draws behind a proposal, and what its model was told and said. */
function Reasons({ proposal: { why, prompt, reply } }: { readonly proposal: CampaignProposal }) {
  return (
    <>
      <Draws why={why} />
      {prompt !== null && <ArtifactDetails name="Prompt" digest={prompt} />}
      {reply !== null && <ArtifactDetails name="Reply" digest={reply} />}
    </>
  );
}

/** The first of the draws, and all others on demand. */
function Draws({ why: [first, ...others] }: Pick<CampaignProposal, 'why'>) {
  if (others.length === 0) return first ?? '–';
  return (
    <details>
      <summary>{first}</summary>
      <ul>
        {others.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </details>
  );
}
