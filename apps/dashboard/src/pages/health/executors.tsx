import type { KnownExecutor } from '@codecsmith/client';
import { useQuery } from '@tanstack/react-query';
import { duration } from '../../data/format.ts';
import { useLab } from '../../data/session.tsx';
import { CommandButton } from '../../parts/command-button.tsx';
import { DataTable, type TableColumn } from '../../parts/data-table.tsx';
import { ExperimentLink } from '../../parts/experiment-link.tsx';
import { Empty, Trouble, Waiting } from '../../parts/states.tsx';

const REFRESH_MS = 5_000;

/** Every executor: what it is, what it does, when it was last heard. */
export function ExecutorsCard() {
  const lab = useLab();
  const executors = useQuery({
    queryKey: ['executors'],
    queryFn: () => lab.executors(),
    refetchInterval: REFRESH_MS,
    retry: false,
  });
  return (
    <section className="card" aria-labelledby="executors" data-testid="executors">
      <h2 id="executors">Executors</h2>
      {executors.isPending && <Waiting what="executors" />}
      {executors.error !== null && <Trouble error={executors.error} />}
      {executors.data?.length === 0 && <Empty>None was heard within the last hour: nothing runs codecs.</Empty>}
      {executors.data !== undefined && executors.data.length > 0 && (
        <DataTable label="Executors" columns={COLUMNS} rows={executors.data} keyOf={({ instance }) => instance} />
      )}
    </section>
  );
}

/** What the lab told it counts more than what it said before it heard that. */
function stateOf({ silent, state, verdict }: KnownExecutor): string {
  if (silent) return 'silent';
  return verdict.reason ?? (verdict.order === 'work' ? state : `${verdict.order}s`);
}

const COLUMNS: readonly TableColumn<KnownExecutor>[] = [
  { name: 'Name', show: ({ name }) => name, heads: true },
  { name: 'Host', show: ({ host }) => host },
  { name: 'Version', show: ({ version }) => version },
  { name: 'Lanes', show: ({ lanes }) => lanes.join(', ') },
  { name: 'Slots', show: ({ slots }) => slots, number: true },
  { name: 'Tier', show: ({ tier }) => tier },
  { name: 'GPU', show: ({ gpu }) => gpu ?? 'none' },
  { name: 'State', show: stateOf },
  { name: 'Does', show: (executor) => <Doing executor={executor} /> },
  { name: 'Done', show: ({ done }) => done, number: true },
  { name: 'Failed', show: ({ failed }) => failed, number: true },
  {
    name: 'Last heard',
    show: ({ lastBeatAt }) => `${duration(Date.now() - Date.parse(lastBeatAt))} ago`,
    number: true,
  },
  { name: 'Action', show: (executor) => <Order executor={executor} /> },
];

function Doing({ executor: { doing } }: { readonly executor: KnownExecutor }) {
  if (doing.length === 0) return 'nothing';
  return doing.map(({ experiment, attempt }) => <ExperimentLink key={`${experiment} ${attempt}`} id={experiment} />);
}

function Order({ executor: { instance, silent, verdict } }: { readonly executor: KnownExecutor }) {
  const lab = useLab();
  if (silent || verdict.order === 'misfit' || verdict.order === 'leave') return '';
  const drains = verdict.order === 'drain';
  return (
    <CommandButton
      needs="operator"
      name={drains ? 'Resume' : 'Drain'}
      send={async () => {
        await lab.orderExecutor(instance, drains ? 'work' : 'drain');
      }}
    />
  );
}
