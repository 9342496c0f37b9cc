import type { ExperimentQuery, ExperimentSummary } from '@codecsmith/client';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { Link, useLocation } from 'wouter';
import { useAddress } from '../data/address.ts';
import { decibel, fps, kbps, percent, ratio, short, time } from '../data/format.ts';
import { textIn } from '../data/form-text.ts';
import { usePageTitle } from '../data/page-title.ts';
import { useLab } from '../data/session.tsx';
import { useClips } from '../parts/clip-choice.tsx';
import { OutcomeBadge } from '../parts/outcome-badge.tsx';
import { Empty, Trouble, Waiting } from '../parts/states.tsx';

const PAGE = 50;
const PHASES = ['drafting', 'sanitizing', 'queued', 'executing', 'measuring', 'concluded'];
const OUTCOMES = [
  'completed',
  'rejected',
  'not_drafted',
  'crashed',
  'timed_out',
  'out_of_memory',
  'output_invalid',
  'jail_violated',
  'measurement_failed',
  'cancelled',
  'expired',
];

/** All experiments, newest first unless sorted; filters, order and selection are in the address. */
export function ExperimentsPage() {
  usePageTitle('Experiments');
  const lab = useLab();
  const [address, change] = useAddress();
  const query = queryOf(address);
  const pages = useInfiniteQuery({
    queryKey: ['experiments', query],
    queryFn: ({ pageParam }) =>
      lab.experiments({ ...query, limit: PAGE, ...(pageParam === null ? {} : { cursor: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const rows = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <h1>Experiments</h1>
      <Filters address={address} change={change} />
      {pages.error !== null && <Trouble error={pages.error} />}
      {pages.isPending && <Waiting what="experiments" />}
      {pages.isSuccess && rows.length === 0 && <Empty>No experiment fits. Widen the filter, or submit one.</Empty>}
      {rows.length > 0 && <Rows rows={rows} address={address} change={change} />}
      {pages.hasNextPage && (
        <div>
          <button type="button" disabled={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            Show {PAGE} more
          </button>
        </div>
      )}
    </>
  );
}

type Change = ReturnType<typeof useAddress>[1];

interface AddressProps {
  readonly address: URLSearchParams;
  readonly change: Change;
}

const NAMES = ['phase', 'outcome', 'campaign', 'cause', 'search', 'sort', 'order', 'clip', 'quality'];

function queryOf(address: URLSearchParams): ExperimentQuery {
  return Object.fromEntries(NAMES.flatMap((name) => (address.has(name) ? [[name, address.get(name)]] : [])));
}

function Filters({ address, change }: AddressProps) {
  const choice = (name: string, label: string, values: readonly string[]) => (
    <label className="field">
      {label}
      <select value={address.get(name) ?? ''} onChange={(event) => change({ [name]: event.target.value })}>
        <option value="">any</option>
        {values.map((value) => (
          <option key={value} value={value}>
            {value.replaceAll('_', ' ')}
          </option>
        ))}
      </select>
    </label>
  );
  const clips = useClips();
  const text = (name: string, label: string, hint: string) => (
    <label className="field">
      {label}
      <input
        key={address.get(name)}
        name={name}
        defaultValue={address.get(name) ?? ''}
        placeholder={hint}
        maxLength={100}
      />
    </label>
  );
  const apply = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    change(Object.fromEntries(['search', 'campaign', 'cause', 'quality'].map((name) => [name, textIn(form, name)])));
  };
  return (
    <form className="row" role="search" onSubmit={apply}>
      {text('search', 'Id or digest', 'begins with')}
      {choice('outcome', 'Outcome', OUTCOMES)}
      {choice('phase', 'Phase', PHASES)}
      {text('campaign', 'Campaign', 'any')}
      {text('cause', 'Cause', 'any')}
      {choice(
        'clip',
        'Clip',
        (clips.data ?? []).map(({ name }) => name),
      )}
      <label className="field narrow">
        Quality
        <input
          key={address.get('quality')}
          name="quality"
          type="number"
          min={1}
          max={100}
          defaultValue={address.get('quality') ?? ''}
          placeholder="any"
        />
      </label>
      <button type="submit">Apply</button>
    </form>
  );
}

interface Column {
  readonly key: NonNullable<ExperimentQuery['sort']>;
  readonly name: string;
  readonly show: (row: ExperimentSummary) => string;
  /** Only runs of one clip at one quality can be sorted by it. */
  readonly ofRun: boolean;
}

const COLUMNS: readonly Column[] = [
  { key: 'score', name: 'Score', show: (row) => percent(row.score), ofRun: false },
  { key: 'kbps', name: 'kbit/s', show: ({ run }) => kbps(run?.kbps), ofRun: true },
  {
    key: 'psnrY',
    name: 'psnr_y, dB',
    show: ({ run }) => decibel(run?.psnrY, run !== null && run.psnrY === null),
    ofRun: true,
  },
  { key: 'ssimY', name: 'ssim_y', show: ({ run }) => ratio(run?.ssimY), ofRun: true },
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

function Rows({ rows, address, change }: AddressProps & { readonly rows: readonly ExperimentSummary[] }) {
  const [, go] = useLocation();
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
              {COLUMNS.map(({ key, name, ofRun }) => (
                <th key={key} scope="col" className="number" aria-sort={direction(key)}>
                  {ofRun && !comparable ? name : head(key, name)}
                </th>
              ))}
              <th scope="col">Parents</th>
              <th scope="col">Cause</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.experimentId} row={row} picked={selected.includes(row.experimentId)} onToggle={toggle} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

interface RowProps {
  readonly row: ExperimentSummary;
  readonly picked: boolean;
  readonly onToggle: (id: string) => void;
}

function Row({ row, picked, onToggle }: RowProps) {
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
      {COLUMNS.map((column) => (
        <td key={column.key} className="number">
          {column.show(row)}
        </td>
      ))}
      <td>
        {row.parents.length === 0 ? '–' : row.parents.map((parent) => <ExperimentLink key={parent} id={parent} />)}
      </td>
      <td className="cause" title={row.causeMessage ?? ''}>
        {row.causeCode?.replaceAll('_', ' ') ?? ''}
        {row.causeMessage !== null && <span className="soft"> {row.causeMessage}</span>}
      </td>
    </tr>
  );
}

const ExperimentLink = ({ id }: { readonly id: string }) => (
  <Link href={`/experiments/${id}`} className="mono" title={id}>
    {short(id, 14)}
  </Link>
);
