import type { LabStatus } from '@codecsmith/client';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { duration, time } from '../data/format.ts';
import { usePageTitle } from '../data/page-title.ts';
import { useLab } from '../data/session.tsx';
import { Empty, Trouble, Waiting } from '../parts/states.tsx';

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
          <dl className="tiles">
            <Tile
              name="Lab"
              value={health.data?.status === 'ok' ? 'ready' : (health.data?.status ?? '…')}
              note={partsOf(health.data?.parts)}
            />
            <Tile name="Facts" value={String(status.data.head)} note={lagOf(status.data)} />
            <Tile name="Stuck" value={String(status.data.stuck.length)} note="longer in a phase than its limit" />
            <Tile
              name="Quarantined"
              value={String(status.data.quarantined)}
              note="messages that could not be handled"
            />
          </dl>
          <div className="grid">
            <Reactors status={status.data} />
            <Phases status={status.data} />
          </div>
          <Stuck status={status.data} />
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

function Tile({ name, value, note }: { readonly name: string; readonly value: string; readonly note: string }) {
  return (
    <div className="tile">
      <dt>{name}</dt>
      <dd>{value}</dd>
      {note !== '' && <dd className="tile-note">{note}</dd>}
    </div>
  );
}

interface StatusProps {
  readonly status: LabStatus;
}

function Reactors({ status: { reactors } }: StatusProps) {
  return (
    <section className="card" aria-labelledby="services">
      <h2 id="services">Services and their queues</h2>
      {reactors.length === 0 ? (
        <Empty>The bus tells of no service.</Empty>
      ) : (
        <div className="scroll" tabIndex={0} role="group" aria-label="Services">
          <table>
            <thead>
              <tr>
                <th scope="col">Service</th>
                <th scope="col" className="number">
                  Waiting
                </th>
                <th scope="col" className="number">
                  In hand
                </th>
              </tr>
            </thead>
            <tbody>
              {reactors.map(({ name, waiting, inFlight }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td className="number">{waiting}</td>
                  <td className="number">{inFlight}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Phases({ status: { queues } }: StatusProps) {
  return (
    <section className="card" aria-labelledby="phases">
      <h2 id="phases">Experiments under way</h2>
      {queues.length === 0 ? (
        <Empty>None: nothing waits, nothing runs.</Empty>
      ) : (
        <div className="scroll" tabIndex={0} role="group" aria-label="Under way">
          <table>
            <thead>
              <tr>
                <th scope="col">Phase</th>
                <th scope="col">Lane</th>
                <th scope="col" className="number">
                  Experiments
                </th>
                <th scope="col" className="number">
                  Oldest for
                </th>
              </tr>
            </thead>
            <tbody>
              {queues.map(({ phase, lane, count, oldestSince }) => (
                <tr key={`${phase} ${lane}`}>
                  <th scope="row">
                    <Link href={`/experiments?phase=${phase}`}>{phase}</Link>
                  </th>
                  <td>{lane}</td>
                  <td className="number">{count}</td>
                  <td className="number">{duration(Date.now() - Date.parse(oldestSince))}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Stuck({ status: { stuck } }: StatusProps) {
  return (
    <section className="card" aria-labelledby="stuck">
      <h2 id="stuck">Stuck work</h2>
      {stuck.length === 0 ? (
        <Empty>None. The janitor ends what stays too long in a phase.</Empty>
      ) : (
        <ul>
          {stuck.map(({ id, phase, phaseSince, executor }) => (
            <li key={id}>
              <Link className="mono" href={`/experiments/${id}`}>
                {id}
              </Link>{' '}
              {phase} since {time(phaseSince)}
              {executor !== null && `, held by ${executor}`}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
