import type { ExperimentQuery, ExperimentSummary } from '@codecsmith/client';
import { CURVE_METRICS, measuredBy, METRICS, metricText, metricTitle, type CurveMetric } from '@codecsmith/quality';
import { fps, kbps, percent, time } from '../../data/format.ts';

export interface Column {
  /** In the address, and what the list is asked to be sorted by where it can be. */
  readonly key: string;
  readonly name: string;
  readonly show: (row: ExperimentSummary) => string;
  readonly sort?: NonNullable<ExperimentQuery['sort']>;
  readonly number?: true;
  /** Only runs of one clip at one quality can be sorted by it. */
  readonly ofRun?: true;
  /** Compares only among rows that are scored on the same. */
  readonly ofScore?: true;
}

/** A metric of the run that is shown; a column that no row has anything for is left out. */
const metricColumn = (metric: CurveMetric): Column => ({
  key: metric,
  sort: metric,
  name: metricTitle(metric),
  show: ({ run }) => metricText(metric, run?.[metric]),
  number: true,
  ofRun: true,
});

/** Metrics that at least one of the runs shown has; without any run, those that every run has. */
function shownMetrics(rows: readonly ExperimentSummary[]): readonly CurveMetric[] {
  const runs = rows.flatMap(({ run }) => run ?? []);
  return runs.length > 0 ? measuredBy(runs, CURVE_METRICS) : CURVE_METRICS.filter((name) => METRICS[name].core);
}

/** Everything that a list can show of its rows; which of it is shown, the address says. */
export const columnsFor = (
  rows: readonly ExperimentSummary[],
  say: { readonly key: (row: ExperimentSummary) => string; readonly clip: (name: string) => string },
): readonly Column[] => [
  { key: 'score', sort: 'score', name: 'Score', show: (row) => percent(row.score), number: true, ofScore: true },
  { key: 'on', name: 'Scored on', show: (row) => (row.score === null ? '–' : say.key(row)), ofScore: true },
  {
    key: 'tier',
    name: 'Tier',
    show: ({ tierPercent }) => (tierPercent === null ? '–' : `${tierPercent} %`),
    number: true,
    ofScore: true,
  },
  {
    key: 'run',
    name: 'Run',
    show: ({ run }) => (run === null ? '–' : `${say.clip(run.clipName)} at ${run.quality}`),
  },
  { key: 'kbps', sort: 'kbps', name: 'kbit/s', show: ({ run }) => kbps(run?.kbps), number: true, ofRun: true },
  ...shownMetrics(rows).map(metricColumn),
  {
    key: 'encodeMs',
    sort: 'encodeMs',
    name: 'enc. fps',
    show: ({ run }) => (run === null ? '–' : fps(run.frames, run.encodeMs)),
    number: true,
    ofRun: true,
  },
  {
    key: 'decodeMs',
    sort: 'decodeMs',
    name: 'dec. fps',
    show: ({ run }) => (run === null ? '–' : fps(run.frames, run.decodeMs)),
    number: true,
    ofRun: true,
  },
  { key: 'family', name: 'Family', show: ({ family }) => family ?? '–' },
  { key: 'campaign', name: 'Campaign', show: ({ campaign }) => campaign ?? '–' },
  { key: 'concluded', name: 'Ended', show: ({ concludedAt }) => (concludedAt === null ? '–' : time(concludedAt)) },
];

/** Left out unless somebody wants them. */
const HIDDEN = ['family', 'campaign', 'concluded'];

/** Keys of the columns that the address hides, or those that are hidden at first. */
export const hiddenIn = (address: URLSearchParams): readonly string[] =>
  address
    .get('hide')
    ?.split(' ')
    .filter((key) => key !== '') ?? HIDDEN;
