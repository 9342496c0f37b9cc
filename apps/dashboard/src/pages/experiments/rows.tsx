import type { ExperimentSummary } from '@codecsmith/client';
import { useLocation } from 'wouter';
import type { AddressProps } from '../../data/address.ts';
import { time } from '../../data/format.ts';
import { commonKey, useScoreKeyText } from '../../data/score-key.ts';
import { useClipLabel } from '../../parts/clip-choice.tsx';
import { TableFrame } from '../../parts/downloads.tsx';
import { ExperimentLink } from '../../parts/experiment-link.tsx';
import { OutcomeBadge } from '../../parts/outcome-badge.tsx';
import { columnsFor, hiddenIn, type Column } from './columns.ts';

/** The experiments found; sorted by a click on a head, compared when two or more are picked. */
export function Rows({ rows, address, change }: AddressProps & { readonly rows: readonly ExperimentSummary[] }) {
  const [, go] = useLocation();
  const text = useScoreKeyText();
  const label = useClipLabel();
  const all = columnsFor(rows, { key: text.ofRow, clip: label });
  const hidden = hiddenIn(address);
  const columns = all.filter(({ key }) => !hidden.includes(key));
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
  const key = commonKey(rows);
  const others = rows.filter(({ score, scoreKey }) => score !== null && scoreKey !== key).length;
  return (
    <section className="card" aria-label="Experiments found">
      <div className="head">
        <span className="soft">{rows.length} shown</span>
        <button type="button" disabled={selected.length < 2} onClick={() => go(`/compare?ids=${selected.join(',')}`)}>
          Compare {selected.length > 0 ? selected.length : ''} selected
        </button>
      </div>
      {others > 0 && (
        <p className="note calm">
          Grey scores are on other clips or against another anchor than most here: they do not compare with the rest.
        </p>
      )}
      <p className="soft">
        {comparable
          ? 'Experiments that were not measured there are left out when the list is sorted by a measure.'
          : 'Choose a clip and a quality to sort by the measures of a run: others do not compare.'}
      </p>
      <ColumnChoice columns={all} hidden={hidden} onHide={(keys) => change({ hide: keys.join(' ') || ' ' })} />
      <TableFrame label="Table of experiments">
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
              {columns.map(({ key: column, sort, name, number, ofRun }) => (
                <th
                  key={column}
                  scope="col"
                  className={number && 'number'}
                  aria-sort={sort === undefined ? undefined : direction(sort)}
                >
                  {sort === undefined || (ofRun === true && !comparable) ? name : head(sort, name)}
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
                compares={row.scoreKey === key}
                picked={selected.includes(row.experimentId)}
                onToggle={toggle}
              />
            ))}
          </tbody>
        </table>
      </TableFrame>
    </section>
  );
}

interface ChoiceProps {
  readonly columns: readonly Column[];
  readonly hidden: readonly string[];
  readonly onHide: (keys: readonly string[]) => void;
}

/** Which columns are shown; kept in the address. */
const ColumnChoice = ({ columns, hidden, onHide }: ChoiceProps) => (
  <details>
    <summary>Columns</summary>
    <div className="row">
      {columns.map(({ key, name }) => (
        <label key={key}>
          <input
            type="checkbox"
            checked={!hidden.includes(key)}
            onChange={({ target }) => onHide(target.checked ? hidden.filter((each) => each !== key) : [...hidden, key])}
          />{' '}
          {name}
        </label>
      ))}
    </div>
  </details>
);

interface RowProps {
  readonly row: ExperimentSummary;
  readonly columns: readonly Column[];
  /** Its score compares with that of most rows. */
  readonly compares: boolean;
  readonly picked: boolean;
  readonly onToggle: (id: string) => void;
}

function Row({ row, columns, compares, picked, onToggle }: RowProps) {
  const { experimentId, name, tags, starred } = row;
  const classOf = ({ number, ofScore }: Column) =>
    [number ? 'number' : '', ofScore && !compares && row.score !== null ? 'apart' : ''].join(' ').trim() || undefined;
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
        {starred && <span title="starred">★ </span>}
        <ExperimentLink id={experimentId} />
        {name !== null && <span className="named"> {name}</span>}
        {tags.map((tag) => (
          <span key={tag} className="badge flat">
            {tag}
          </span>
        ))}
      </td>
      <td>{time(row.requestedAt)}</td>
      <td>
        <OutcomeBadge phase={row.phase} outcome={row.outcome} />
      </td>
      {columns.map((column) => (
        <td key={column.key} className={classOf(column)} data-column={column.key}>
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
