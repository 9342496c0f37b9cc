import type { CampaignDocument, CampaignProposal } from '@codecsmith/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useAddress } from '../../data/address.ts';
import { percent } from '../../data/format.ts';
import { useLab } from '../../data/session.tsx';
import { CommandButton } from '../../parts/command-button.tsx';
import { DataTable, type TableColumn } from '../../parts/data-table.tsx';
import { ExperimentLink } from '../../parts/experiment-link.tsx';
import { Trouble, Waiting } from '../../parts/states.tsx';
import { TimeSlider } from '../../parts/time-slider.tsx';
import { Islands } from './islands.tsx';

/** The search behind a campaign, now or as it was at the position in the address. Some campaigns are only a name. */
export function Standing({ id }: { readonly id: string }) {
  const lab = useLab();
  const [address] = useAddress();
  const at = Number(address.get('at') ?? 0);
  const facts = useQuery({
    queryKey: ['campaign', id, 'facts'],
    queryFn: () => lab.campaigns().then((all) => (all.some((each) => each.id === id) ? lab.campaignFacts(id) : [])),
  });
  const campaign = useQuery({
    queryKey: ['campaign', id, 'document', at],
    queryFn: () => lab.campaign(id, at > 0 ? { at } : {}),
    enabled: facts.data !== undefined && facts.data.length > 0,
    placeholderData: keepPreviousData,
  });
  const error = facts.error ?? campaign.error;
  if (error !== null) return <Trouble error={error} />;
  if (facts.data?.length === 0) return <NoSearch />;
  if (facts.data === undefined || campaign.data === undefined) return <Waiting what="the search" />;
  return (
    <>
      <section className="card" aria-labelledby="time">
        <h2 id="time">Time</h2>
        <TimeSlider facts={facts.data} />
        <p className="soft">Budget, islands and proposals below are shown as they were then.</p>
      </section>
      <Spend campaign={campaign.data} past={at > 0} />
      <Islands proposals={campaign.data.proposals} />
      <Proposals campaign={campaign.data} />
    </>
  );
}

const NoSearch = () => (
  <p className="soft">
    No search stands behind this name: its experiments were asked for one by one, so there is no budget and no plan.
  </p>
);

interface CampaignProps {
  readonly campaign: CampaignDocument;
}

const STEERING = {
  running: [
    ['pause', 'Pause'],
    ['stop', 'Stop'],
  ],
  paused: [
    ['resume', 'Resume'],
    ['stop', 'Stop'],
  ],
  stopped: [],
  absent: [],
} as const;

function Spend({ campaign, past }: CampaignProps & { readonly past: boolean }) {
  const lab = useLab();
  const { spent, budget } = campaign;
  const rows = [
    ['evaluations', spent.evaluations, budget.evaluations, 0],
    ['tokens', spent.tokens, budget.tokens, 0],
    ['US dollars', spent.costUsd, budget.costUsd, 4],
    ['executor seconds', spent.executorSeconds, budget.executorSeconds, 0],
  ] as const;
  return (
    <section className="card" aria-labelledby="spend">
      <div className="head">
        <h2 id="spend">
          Budget <span className="badge flat">{campaign.phase}</span>
          {past && <span className="badge flat">as it was then</span>}
        </h2>
        <div className="row">
          {(past ? [] : STEERING[campaign.phase]).map(([verb, name]) => (
            <CommandButton key={verb} name={name} send={() => lab.steerCampaign(campaign.id, verb)} />
          ))}
        </div>
      </div>
      {campaign.reason !== null && <p className="soft">{campaign.reason}</p>}
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
    </section>
  );
}

const PROPOSALS: readonly TableColumn<CampaignProposal>[] = [
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
  { name: 'Why', show: ({ why }) => <Reasons why={why} />, className: 'wrap' },
];

/** The first of the draws, and all others on demand. */
function Reasons({ why: [first, ...others] }: Pick<CampaignProposal, 'why'>) {
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

function Proposals({ campaign: { proposals } }: CampaignProps) {
  if (proposals.length === 0) return null;
  return (
    <section className="card" aria-labelledby="proposals">
      <h2 id="proposals">Proposals, and why each was made</h2>
      <DataTable
        label="Proposals"
        columns={PROPOSALS}
        rows={proposals.toReversed()}
        keyOf={({ experimentId }) => experimentId}
      />
    </section>
  );
}
