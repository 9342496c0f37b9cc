import type { ExperimentQuery, ExperimentSummary } from '@codecsmith/client';
import { CURVE_METRICS, measuredBy, METRICS, metricText, metricTitle, type CurveMetric } from '@codecsmith/quality';
import { useLocation } from 'wouter';
import type { AddressProps } from '../../data/address.ts';
import { fps, kbps, percent, time } from '../../data/format.ts';
import { ExperimentLink } from '../../parts/experiment-link.tsx';
import { OutcomeBadge } from '../../parts/outcome-badge.tsx';

interface Column {
  readonly name: string;
  /** What the list is asked to be sorted by; absent where it cannot be. */
  readonly key?: NonNullable<ExperimentQuery['sort']>;
  readonly show: (row: ExperimentSummary) => string;
  /** Only runs of one clip at one quality can be sorted by it. */
  readonly ofRun: boolean;
}

/** A metric of the run that is shown; a column that no row has anything for is left out. */
const metricColumn = (metric: CurveMetric): Column => ({
  key: metric,
  name: metricTitle(metric),
  show: ({ run }) => metricText(metric, run?.[metric]),
  ofRun: true,
});

const columnsFor = (metrics: readonly CurveMetric[]): readonly Column[] => [
  { key: 'score', name: 'Score', show: (row) => percent(row.score), ofRun: false },
  { name: 'Tier', show: ({ tierPercent }) => (tierPercent === null ? '–' : `${tierPercent} %`), ofRun: false },
  { key: 'kbps', name: 'kbit/s', show: ({ run }) => kbps(run?.kbps), ofRun: true },
  ...metrics.map(metricColumn),
  {
    key: 'encodeMs',
    name: 'enc. fps',
    show: ({ run }) => (run === null ? '–' : fps(run.frames, run.encodeMs)),
    ofRun: true,
  },
  {
    key: 'decodeMs',
    name: 'dec. fps',
    show: ({ run }) => (run === null ? '–' : fps(run.frames, run.decodeMs)),
    ofRun: true,
  },
];

/** Metrics that at least one of the runs shown has; without any run, those that every run has. */
function shownMetrics(rows: readonly ExperimentSummary[]): readonly CurveMetric[] {
  const runs = rows.flatMap(({ run }) => run ?? []);
  return runs.length > 0 ? measuredBy(runs, CURVE_METRICS) : CURVE_METRICS.filter((name) => METRICS[name].core);
}

/** The experiments found; sorted by a click on a head, compared when two or more are picked. */
export function Rows({ rows, address, change }: AddressProps & { readonly rows: readonly ExperimentSummary[] }) {
  const [, go] = useLocation();
  const columns = columnsFor(shownMetrics(rows));
  const selected = (address.get('compare') ?? '').split(',').filter((id) => id !== '');
  const toggle = (id: string) => {
    const next = selected.includes(id) ? selected.filter((other) => other !== id) : [...selected, id];
    change({ compare: next.join(',') });
  };
  const sorted = address.get('sort') ?? 'requestedAt';
  const sortBy = (key: string) =>
    change({ sort: key, order: sorted === key && address.get('order') !== 'asc' ? 'asc' : 'desc' });
  const direction = (key: string) =>
    sorted === key ? (address.get('order') === 'asc' ? 'ascending' : 'descending') : 'none';
  const comparable = address.has('clip') && address.has('quality');
  const head = (key: string, name: string) => (
    <button type="button" onClick={() => sortBy(key)}>
      {name} {{ ascending: '↑', descending: '↓', none: '' }[direction(key)]}
    </button>
  );
  return (
    <section className="card" aria-label="Experiments found">
      <div className="head">
        <span className="soft">{rows.length} shown</span>
        <button type="button" disabled={selected.length < 2} onClick={() => go(`/compare?ids=${selected.join(',')}`)}>
          Compare {selected.length > 0 ? selected.length : ''} selected
        </button>
      </div>
      <p className="soft">
        {comparable
          ? 'Experiments that were not measured there are left out when the list is sorted by a measure.'
          : 'Choose a clip and a quality to sort by the measures of a run: others do not compare.'}
      </p>
      <div className="scroll" tabIndex={0} role="group" aria-label="Table of experiments">
        <table>
          <thead>
            <tr>
              <th scope="col">
                <span className="hidden">Pick</span>
              </th>
              <th scope="col">Experiment</th>
              <th scope="col" aria-sort={direction('requestedAt')}>
                {head('requestedAt', 'Requested')}
              </th>
              <th scope="col">Outcome</th>
              {columns.map(({ key, name, ofRun }) => (
                <th key={name} scope="col" className="number" aria-sort={key && direction(key)}>
                  {key === undefined || (ofRun && !comparable) ? name : head(key, name)}
                </th>
              ))}
              <th scope="col">Parents</th>
              <th scope="col">Cause</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row
                key={row.experimentId}
                row={row}
                columns={columns}
                picked={selected.includes(row.experimentId)}
                onToggle={toggle}
              />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface RowProps {
  readonly row: ExperimentSummary;
  readonly columns: readonly Column[];
  readonly picked: boolean;
  readonly onToggle: (id: string) => void;
}

function Row({ row, columns, picked, onToggle }: RowProps) {
  const { experimentId } = row;
  return (
    <tr>
      <td>
        <input
          type="checkbox"
          aria-label={`Pick ${experimentId}`}
          checked={picked}
          onChange={() => onToggle(experimentId)}
        />
      </td>
      <td>
        <ExperimentLink id={experimentId} />
      </td>
      <td>{time(row.requestedAt)}</td>
      <td>
        <OutcomeBadge phase={row.phase} outcome={row.outcome} />
      </td>
      {columns.map((column) => (
        <td key={column.name} className="number">
          {column.show(row)}
        </td>
      ))}
      <td>
        {row.parents.length === 0 ? '–' : row.parents.map((parent) => <ExperimentLink key={parent} id={parent} />)}
      </td>
      <td className="cause" title={row.causeMessage ?? ''}>
        {row.causeCode?.replaceAll('_', ' ') ?? ''}
      </td>
    </tr>
  );
}
