import type { ExperimentDocument, MeasuredRun } from '@codecsmith/client';
import { codingModeText } from '@codecsmith/experiment';
import {
  CORE_METRICS,
  CURVE_METRICS,
  flagText,
  measuredBy,
  RECORDED_METRICS,
  metricText,
  metricTitle,
} from '@codecsmith/quality';
import { renderTable, type Column } from '../output/table.ts';
import type { ClipNames } from './clip-names.ts';

type Figure = ExperimentDocument['bdRate'][number];
type Reasoned = ExperimentDocument['score'][number] | NonNullable<ExperimentDocument['aggregate']>;

/** What a person compares: the metrics of curves, and those that every run has. */
const RUN_METRICS = RECORDED_METRICS.filter((name) =>
  [...CURVE_METRICS, ...CORE_METRICS].some((each) => each === name),
);

const right = (title: string): Column => ({ title, align: 'right' });

/** The numbers of one clip: its RD points, then what they are worth against each anchor. Clips are never mixed. */
export function clipLines(document: ExperimentDocument, clip: string, nameOf: ClipNames): string[] {
  const runs = document.runs.filter((run) => run.clip === clip).sort((a, b) => a.quality - b.quality);
  const bdRate = document.bdRate.filter((figure) => figure.clip === clip);
  const isoQuality = document.isoQuality.filter((figure) => figure.clip === clip);
  const score = document.score.length > 1 ? document.score.find((each) => each.clip === clip) : undefined;
  return [
    ...['', `clip ${runs[0] === undefined ? clip.slice(0, 12) : nameOf(runs[0].clipName)}`, renderRuns(runs)],
    ...(bdRate.some(({ percent }) => percent !== null) ? ['', figureTable('BD-rate against', bdRate)] : []),
    ...(isoQuality.length > 0 ? ['', figureTable('bits at equal quality against', isoQuality)] : []),
    ...missing(bdRate),
    ...chargedLines(document, clip),
    ...(score === undefined ? [] : [`score ${reasoned(score)}`]),
  ];
}

/** What the BD-rate were if the source had to be sent too, and whether the score is taken from it. */
function chargedLines({ charged }: ExperimentDocument, clip: string): string[] {
  const figures = charged?.bdRate.filter((figure) => figure.clip === clip) ?? [];
  const [first] = figures;
  if (charged === null || first === undefined) return [];
  const texts = figures.map((figure) => `${figure.metric} ${percentText(figure)}`).join(', ');
  const counts = charged.counts ? '; the score counts it' : '';
  return ['', `with its source of ${charged.sourceBytes} bytes, against ${anchorOf(first)}: ${texts}${counts}`];
}

/** What the experiment comes to over all its clips, or why it comes to nothing. */
export function verdictLines(document: ExperimentDocument): string[] {
  const { score, scoredAgainst, codingMode, aggregate, verdict, tier, flags } = document;
  const against = scoredAgainst === null ? '' : ` against ${scoredAgainst.anchor} ${scoredAgainst.mode}`;
  const mean = `${score.length === 1 ? 'score' : `mean score of ${score.length} clips`}${against}`;
  return [
    ...(codingMode === null ? [] : [`coding mode ${codingModeText(codingMode)}`]),
    ...(aggregate === null ? [] : [`${mean}: ${reasoned(aggregate)}`]),
    ...(verdict === null || verdict.reason === aggregate?.reason ? [] : [`no verdict: ${verdict.reason}`]),
    ...(tier === null ? [] : [`tier: ${tier.percent === null ? `none: ${tier.reason}` : `${tier.percent} %`}`]),
    ...flags.map((flag) => `flag ${flagText(flag)}`),
  ];
}

const reasoned = ({ value, reason }: Reasoned): string => (value === null ? `none: ${reason}` : value.toFixed(2));

function renderRuns(runs: readonly MeasuredRun[]): string {
  const metrics = measuredBy(runs, RUN_METRICS);
  return renderTable(
    [
      ...[right('quality'), right('bytes'), right('kbps'), right('bpp')],
      ...metrics.map((name) => right(metricTitle(name))),
      ...[right('encode ms'), right('decode ms')],
    ],
    runs.map((run) => [
      ...[String(run.quality), String(run.bytes), run.kbps.toFixed(1), run.bpp.toFixed(4)],
      ...metrics.map((name) => metricText(name, run[name])),
      ...[run.encode.wallMs.toFixed(0), run.decode.wallMs.toFixed(0)],
    ]),
  );
}

/** Anchors down, metrics (or the qualities of single runs) across. */
function figureTable(title: string, figures: readonly Figure[]): string {
  const columns = [...new Set(figures.map(columnOf))];
  const anchors = [...new Set(figures.map(anchorOf))];
  const cell = (anchor: string, column: string): string => {
    const figure = figures.find((each) => anchorOf(each) === anchor && columnOf(each) === column);
    return figure === undefined ? '' : percentText(figure);
  };
  const rows = anchors.map((anchor) => [anchor, ...columns.map((column) => cell(anchor, column))]);
  return renderTable([{ title }, ...columns.map(right)], rows);
}

const anchorOf = ({ anchor, mode }: Figure): string => `${anchor} ${mode}`;
const columnOf = ({ metric, quality }: Figure): string => (quality === undefined ? metric : `quality ${quality}`);

/** `+3.1 %` more bits than the anchor, `-3.1 %` fewer, or why it cannot be told. */
export const percentText = ({ percent, reason }: Pick<Figure, 'percent' | 'reason'>): string =>
  percent === null ? (reason ?? '') : `${percent > 0 ? '+' : ''}${percent.toFixed(1)} %`;

/** Where not one BD-rate could be computed, one line says so for all. */
function missing(figures: readonly Figure[]): string[] {
  if (figures.length === 0 || figures.some(({ percent }) => percent !== null)) return [];
  return ['', `no BD-rate: ${[...new Set(figures.map(({ reason }) => reason))].join(', ')}`];
}
