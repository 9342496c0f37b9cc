import type { Clip } from '@codecsmith/experiment';
import { sourceCaution } from '@codecsmith/media';
import { flagText, pickMetrics, RECORDED_METRICS } from '@codecsmith/quality';
import type { ReportClip, ReportCurve, ReportData, ReportPoint } from '@codecsmith/report';
import type { ClipNames } from '../experiments/clip-names.ts';
import { percentText } from '../experiments/figures-text.ts';
import type { LoadedAnchor, MeasuredExperiment } from './load-measured.ts';

type Measured = MeasuredExperiment['measured'];
type Measurement = Measured['measurements'][number];

/** Everything about one experiment, as its report shows it. */
export function experimentReport(experiment: MeasuredExperiment, nameOf: ClipNames): ReportData {
  const { id, document, requested, started, measured } = experiment;
  const { aggregate, verdict, tier, flags, tools } = measured;
  return {
    title: `Experiment ${id}`,
    summary: summaryOf(experiment, nameOf),
    identity: [
      ['experiment', id],
      ['candidate', document.candidate?.digest ?? ''],
      ['outcome', document.outcome ?? document.phase],
      ['score', reasoned(aggregate)],
      ['scored on', scoredOn(experiment, nameOf)],
      ...(verdict === undefined ? [] : [['verdict', reasoned(verdict)] as const]),
      ['tier', tier.percent === null ? `none: ${tier.reason}` : `${tier.percent} %`],
      ['flags', flags.map(flagText).join('; ') || 'none'],
      ['facts', String(document.facts)],
    ],
    clips: requested.clips.map((clip) => clipReport(clip, [{ label: 'candidate', experiment }], nameOf)),
    environment: pairs({ ...started.environment, ...tools, executor: started.executor }),
  };
}

const reasoned = ({ value, reason }: Measured['aggregate']): string =>
  value === null ? `none: ${reason}` : value.toFixed(2);

/** How many candidates a campaign's report draws: more lines than this cannot be told apart beside the anchors. */
const DRAWN_CANDIDATES = 4;

/**
 * The best candidates of a campaign beside their anchors. Candidates are grouped by what their scores compare on, those on
 * the most frames first: only candidates of that group are drawn, and only within a group is one ranked above another.
 */
export function campaignReport(
  campaign: string,
  experiments: readonly MeasuredExperiment[],
  nameOf: ClipNames,
): ReportData {
  const groups = groupsOf(experiments, nameOf);
  const [first] = groups;
  const best = first?.ranked.slice(0, DRAWN_CANDIDATES) ?? [];
  const clips = new Map(best.flatMap(({ requested }) => requested.clips).map((clip) => [clip.digest, clip]));
  const others = groups.length > 1 ? ` Scores on other frames are listed in groups of their own.` : '';
  return {
    title: `Campaign ${campaign}`,
    summary:
      first === undefined
        ? 'No candidate was measured.'
        : `${experiments.length} candidates were measured; the ${best.length} best of ${first.ranked.length} scored on ${first.on} are drawn.${others}`,
    identity: groups.flatMap(({ on, ranked }) =>
      ranked.map(({ id, measured: { aggregate } }): [string, string] => [
        id,
        aggregate.value === null
          ? `no score on ${on}: ${aggregate.reason}`
          : `score ${aggregate.value.toFixed(2)} on ${on}`,
      ]),
    ),
    clips: [...clips.values()].map((clip) =>
      clipReport(
        clip,
        best.map((experiment) => ({ label: experiment.id, experiment })),
        nameOf,
      ),
    ),
    environment: pairs(best[0]?.started.environment ?? {}),
  };
}

/** Candidates whose scores compare, the best first. */
interface ComparableGroup {
  /** Clips, frames and anchor, for people. */
  readonly on: string;
  readonly frames: number;
  readonly ranked: readonly MeasuredExperiment[];
}

function groupsOf(experiments: readonly MeasuredExperiment[], nameOf: ClipNames): ComparableGroup[] {
  return [...Map.groupBy(experiments, keyOf).values()]
    .map((members): ComparableGroup => {
      const [first] = members;
      return {
        on: first === undefined ? '' : scoredOn(first, nameOf),
        frames: first === undefined ? 0 : framesOf(first),
        ranked: members.toSorted((a, b) => scoreOf(b) - scoreOf(a)),
      };
    })
    .toSorted((a, b) => b.frames - a.frames || b.ranked.length - a.ranked.length);
}

/** Equal where scores compare: the anchor, its mode and the frames of all clips. */
const keyOf = ({ requested, measured: { scoredAgainst } }: MeasuredExperiment): string =>
  [scoredAgainst?.anchor, scoredAgainst?.mode, ...requested.clips.map(({ digest }) => digest).toSorted()].join(' ');

const framesOf = ({ requested }: MeasuredExperiment): number =>
  requested.clips.reduce((sum, { frames }) => sum + frames, 0);

function scoredOn(experiment: MeasuredExperiment, nameOf: ClipNames): string {
  const { requested, measured } = experiment;
  const frames = framesOf(experiment);
  const { anchor, mode } = measured.scoredAgainst ?? { anchor: 'an unknown', mode: 'anchor' };
  const clips = requested.clips.map(({ name }) => nameOf(name)).join(' and ');
  return `${clips} (${frames} frame${frames === 1 ? '' : 's'}) against ${anchor} ${mode}`;
}

/** Every measured point of the given experiments, for tables: nothing is left out. */
export const allPoints = (experiments: readonly MeasuredExperiment[]): ReportData['clips'] => {
  const clips = new Map(experiments.flatMap(({ requested }) => requested.clips).map((clip) => [clip.digest, clip]));
  const labelled = experiments.map((experiment) => ({ label: experiment.id, experiment }));
  return [...clips.values()].map((clip) => clipReport(clip, labelled, (name) => name));
};

interface Labelled {
  readonly label: string;
  readonly experiment: MeasuredExperiment;
}

function clipReport(clip: Clip, all: readonly Labelled[], nameOf: ClipNames): ReportClip {
  const shown = all.filter(({ experiment }) => runsOn(clip, experiment).length > 0);
  const anchors = new Map(
    shown
      .flatMap(({ experiment }) => experiment.anchors)
      .filter((anchor) => anchor.clip === clip.digest)
      .map((anchor) => [`${anchor.anchor} ${anchor.mode}`, anchor]),
  );
  const several = shown.length > 1;
  return {
    name: nameOf(clip.name),
    digest: clip.digest,
    about: `${clip.width}x${clip.height}, ${clip.frames} frames, ${(clip.fps.num / clip.fps.den).toFixed(2)} fps`,
    notes: notesOf(clip),
    curves: [...shown.map((each) => candidateCurve(clip, each)), ...[...anchors].map(anchorCurve)],
    figures: shown.flatMap(({ label, experiment: { measured } }) =>
      [...measured.bdRate, ...measured.isoQuality]
        .filter((figure) => figure.clip === clip.digest)
        .map(({ quality, ...figure }) => ({
          ...figure,
          metric: figure.metric as ReportClip['figures'][number]['metric'],
          mode: several ? `${figure.mode} (${label})` : figure.mode,
          ...(quality === undefined ? {} : { quality }),
        })),
    ),
    perFrame: several ? [] : shown.flatMap(({ experiment }) => frameSeries(clip, experiment)),
  };
}

function notesOf(clip: Clip): string[] {
  const { source, assumptions = [] } = clip;
  const caution = sourceCaution(clip);
  const rate = source?.bitrateKbps == null ? '' : `, ${source.bitrateKbps} kbit/s`;
  const origin =
    source === undefined ? [] : [`from ${source.container}: ${source.codec}${rate}${source.lossy ? ', lossy' : ''}`];
  return [...origin, ...(caution === null ? [] : [caution]), ...assumptions.map(({ message }) => message)];
}

const runsOn = (clip: Clip, { measured }: MeasuredExperiment): Measurement[] =>
  measured.measurements.filter((run) => run.clip === clip.digest);

const candidateCurve = (clip: Clip, { label, experiment }: Labelled): ReportCurve => ({
  label,
  kind: 'candidate',
  points: runsOn(clip, experiment).map((run) => candidatePoint(run, experiment)),
});

function candidatePoint(measurement: Measurement, { executed }: MeasuredExperiment): ReportPoint {
  const { clip, quality, bytes, kbps, bpp, metrics } = measurement;
  const run = executed.runs.find((each) => each.clip === clip && each.quality === quality);
  const evidence = run && {
    encodeCpuMs: run.encode.cpuMs,
    decodeCpuMs: run.decode.cpuMs,
    bitstream: run.bitstream.digest,
    reconstruction: run.reconstruction.digest,
  };
  return { setting: `quality ${quality}`, bytes, kbps, bpp, ...pickMetrics(metrics, RECORDED_METRICS), ...evidence };
}

const anchorCurve = ([label, { points }]: readonly [string, LoadedAnchor]): ReportCurve => ({
  label,
  kind: 'anchor',
  points: points.map(({ control, q, bytes, kbps, bpp, ...point }): ReportPoint => ({
    setting: `${control} ${q}`,
    ...{ bytes, kbps, bpp },
    ...pickMetrics(point, RECORDED_METRICS),
  })),
});

const frameSeries = (clip: Clip, experiment: MeasuredExperiment): ReportClip['perFrame'] =>
  runsOn(clip, experiment).map(({ quality, perFrame }) => ({
    label: `quality ${quality}`,
    frames: experiment.series.get(perFrame) ?? [],
  }));

function summaryOf({ requested, measured: { bdRate } }: MeasuredExperiment, nameOf: ClipNames): string {
  const figures = bdRate.filter(({ metric, percent }) => metric === 'psnr_y' && percent !== null);
  if (figures.length === 0) return 'No BD-rate: the tables below say why.';
  const titleOf = (digest: string) => nameOf(requested.clips.find((clip) => clip.digest === digest)?.name ?? digest);
  const texts = figures.map(
    (figure) => `${percentText(figure)} against ${figure.anchor} ${figure.mode} on ${titleOf(figure.clip)}`,
  );
  const more = texts.length > SUMMED_UP ? ` and ${texts.length - SUMMED_UP} more below` : '';
  return `Bits at equal psnr_y (BD-rate): ${texts.slice(0, SUMMED_UP).join(', ')}${more}.`;
}

/** More figures than this are no summary. */
const SUMMED_UP = 4;

const scoreOf = ({ measured }: MeasuredExperiment): number => measured.aggregate.value ?? -Infinity;

const pairs = (values: Readonly<Record<string, unknown>>): [string, string][] =>
  Object.entries(values).map(([name, value]) => [name, String(value)]);
