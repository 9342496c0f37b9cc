import type { Health, LabStatus } from '@codecsmith/client';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { duration, time } from '../../data/format.ts';
import { usePageTitle } from '../../data/page-title.ts';
import { useLab } from '../../data/session.tsx';
import { CommandButton } from '../../parts/command-button.tsx';
import { DataTable, type TableColumn } from '../../parts/data-table.tsx';
import { Empty, Trouble, Waiting } from '../../parts/states.tsx';
import { ExperimentLink } from '../../parts/experiment-link.tsx';
import { Tiles } from '../../parts/tiles.tsx';
import { ExecutorsCard } from './executors.tsx';
import { diskTile, Parts, Usage } from './machine.tsx';
import { QuarantineCard } from './quarantine.tsx';

const REFRESH_MS = 5_000;

/** Whether the lab can work, what waits where and for how long, and what is stuck. */
export function HealthPage() {
  usePageTitle('Health');
  const lab = useLab();
  const status = useQuery({ queryKey: ['status'], queryFn: () => lab.status(), refetchInterval: REFRESH_MS });
  const health = useQuery({ queryKey: ['health'], queryFn: () => lab.health(), refetchInterval: REFRESH_MS });
  return (
    <>
      <h1>Health</h1>
      {health.error !== null && <Trouble error={health.error} />}
      {status.error !== null && <Trouble error={status.error} />}
      {status.isPending && <Waiting what="the lab's state" />}
      {status.data !== undefined && (
        <>
          <Tiles tiles={tilesOf(status.data, health.data)} />
          <div className="grid">
            <Reactors status={status.data} />
            <Phases status={status.data} />
          </div>
          <ExecutorsCard />
          <Parts status={status.data} />
          <Usage status={status.data} />
          <Stuck status={status.data} />
          <QuarantineCard count={status.data.quarantined} />
        </>
      )}
    </>
  );
}

const partsOf = (parts: Readonly<Record<string, string>> = {}): string =>
  Object.entries(parts)
    .map(([name, state]) => `${name}: ${state}`)
    .join(', ');

const lagOf = ({ head, relayed }: LabStatus): string =>
  relayed >= head ? 'all of them on the bus' : `${head - relayed} not on the bus yet`;

const tilesOf = (status: LabStatus, health: Health | undefined) => [
  { name: 'Lab', value: health?.status === 'ok' ? 'ready' : (health?.status ?? '…'), note: partsOf(health?.parts) },
  { name: 'Facts', value: String(status.head), note: lagOf(status) },
  diskTile(status.usage),
  { name: 'Stuck', value: String(status.stuck.length), note: 'longer in a phase than its limit' },
  { name: 'Quarantined', value: String(status.quarantined), note: 'messages that could not be handled' },
];

interface StatusProps {
  readonly status: LabStatus;
}

const since = (iso: string | null): string => (iso === null ? '–' : duration(Date.now() - Date.parse(iso)));

const REACTORS: readonly TableColumn<LabStatus['reactors'][number]>[] = [
  { name: 'Service', show: ({ name }) => name, heads: true },
  { name: 'Waiting', show: ({ waiting }) => waiting, number: true },
  { name: 'In hand', show: ({ inFlight }) => inFlight, number: true },
  { name: 'Repeated', show: ({ repeated }) => repeated, number: true },
  {
    name: 'Oldest for',
    show: ({ oldestSince, missing }) => (missing ? 'the bus has lost this queue' : since(oldestSince)),
    number: true,
  },
];

function Reactors({ status: { reactors } }: StatusProps) {
  return (
    <section className="card" aria-labelledby="services">
      <h2 id="services">Services and their queues</h2>
      {reactors.length === 0 ? (
        <Empty>The bus tells of no service.</Empty>
      ) : (
        <DataTable label="Services" columns={REACTORS} rows={reactors} keyOf={({ name }) => name} />
      )}
    </section>
  );
}

const QUEUES: readonly TableColumn<LabStatus['queues'][number]>[] = [
  { name: 'Phase', show: ({ phase }) => <Link href={`/experiments?phase=${phase}`}>{phase}</Link>, heads: true },
  { name: 'Lane', show: ({ phase, lane }) => (phase === 'queued' ? `${lane}: waiting for a ${lane} executor` : lane) },
  { name: 'Experiments', show: ({ count }) => count, number: true },
  { name: 'Oldest for', show: ({ oldestSince }) => duration(Date.now() - Date.parse(oldestSince)), number: true },
];

function Phases({ status: { queues } }: StatusProps) {
  return (
    <section className="card" aria-labelledby="phases">
      <h2 id="phases">Experiments under way</h2>
      {queues.length === 0 ? (
        <Empty>None: nothing waits, nothing runs.</Empty>
      ) : (
        <DataTable label="Under way" columns={QUEUES} rows={queues} keyOf={({ phase, lane }) => `${phase} ${lane}`} />
      )}
    </section>
  );
}

function Stuck({ status: { stuck } }: StatusProps) {
  const lab = useLab();
  const columns: readonly TableColumn<LabStatus['stuck'][number]>[] = [
    { name: 'Experiment', show: ({ id }) => <ExperimentLink id={id} />, heads: true },
    { name: 'Phase', show: ({ phase }) => phase },
    { name: 'Since', show: ({ phaseSince }) => time(phaseSince) },
    { name: 'Held by', show: ({ executor }) => executor ?? 'nobody' },
    { name: 'Action', show: ({ id }) => <CommandButton name="Cancel" send={() => lab.cancelExperiment(id)} /> },
  ];
  return (
    <section className="card" aria-labelledby="stuck">
      <h2 id="stuck">Stuck work</h2>
      {stuck.length === 0 ? (
        <Empty>None. The janitor ends what stays too long in a phase.</Empty>
      ) : (
        <DataTable label="Stuck work" columns={columns} rows={stuck} keyOf={({ id }) => id} />
      )}
    </section>
  );
}
