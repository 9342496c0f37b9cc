import type { ExperimentSummary } from '@codecsmith/client';
import { CURVE_METRICS, metricText, metricTitle, type CurveMetric } from '@codecsmith/quality';
import { renderTable, type Column } from '../output/table.ts';
import type { ClipNames } from './clip-names.ts';

const CAUSE_LENGTH = 60;

const right = (title: string): Column => ({ title, align: 'right' });
const COLUMNS: readonly Column[] = [
  ...[{ title: 'experiment' }, { title: 'name' }, { title: 'requested' }, { title: 'state' }, right('score')],
  { title: 'score on' },
  ...[{ title: 'run' }, right('kbps'), ...CURVE_METRICS.map((name) => right(metricTitle(name)))],
  { title: 'campaign' },
  { title: 'cause' },
];

/** A line for each experiment; a column that says nothing about any of them is left out. */
export function experimentTable(items: readonly ExperimentSummary[], nameOf: ClipNames): string {
  const rows = items.map((item) => rowOf(item, nameOf));
  const said = COLUMNS.flatMap((column, index) => (rows.some((row) => row[index] !== '') ? [{ column, index }] : []));
  return renderTable(
    said.map(({ column }) => column),
    rows.map((row) => said.map(({ index }) => row[index] ?? '')),
  );
}

/** Only scores on the same frames and against the same anchor compare. */
const scoredOn = ({ clips, clipFrames, scoreAnchor }: ExperimentSummary, nameOf: ClipNames): string => {
  const [first = ''] = clips;
  const frames = clipFrames.reduce((sum, each) => sum + each, 0);
  const on = clips.length === 1 ? nameOf(first) : `${clips.length} clips`;
  return `${on}, ${frames} frame${frames === 1 ? '' : 's'}, ${scoreAnchor ?? 'unknown anchor'}`;
};

/** Empty where the metric was not measured, so that its column is left out. */
const cell = (name: CurveMetric, value: number | null | undefined): string =>
  value === undefined ? '' : metricText(name, value);

function rowOf(row: ExperimentSummary, nameOf: ClipNames) {
  const { experimentId, name, starred, tags, requestedAt, phase, outcome, score, run, campaign, causeMessage } = row;
  const measured =
    run === null
      ? ['', '', ...CURVE_METRICS.map(() => '')]
      : [
          `${nameOf(run.clipName)} at ${run.quality}`,
          run.kbps.toFixed(1),
          ...CURVE_METRICS.map((name) => cell(name, run[name])),
        ];
  return [
    experimentId,
    [starred ? '★ ' : '', name ?? '', ...tags.map((tag) => ` #${tag}`)].join('').trim(),
    requestedAt.slice(0, 19).replace('T', ' '),
    outcome ?? phase,
    score?.toFixed(2) ?? '',
    score === null ? '' : scoredOn(row, nameOf),
    ...measured,
    campaign ?? '',
    (causeMessage ?? '').split('\n')[0]?.slice(0, CAUSE_LENGTH) ?? '',
  ];
}
