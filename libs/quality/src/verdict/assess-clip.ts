import { bdRate } from '../curves/bd-rate.ts';
import { isoQuality, none, type Reasoned } from '../curves/iso-quality.ts';
import { LEAST_POINTS } from '../curves/rd-curve.ts';
import { CURVE_METRICS, measuredBy, type MetricName } from '../metrics/metrics.ts';
import { charged } from './charge.ts';
import { curveOf, type RdRun } from './rd-run.ts';
import { scoreOf, type ScoreInput } from './score.ts';

/** An anchor's measured curve on the clip; empty, with the reason, when it could not be made. */
export interface AnchorRuns {
  readonly anchor: string;
  readonly mode: string;
  readonly runs: readonly RdRun[];
  readonly unavailable: string | null;
}

export interface ScoredAgainst {
  readonly anchor: string;
  readonly mode: string;
}

export interface AssessClipInput {
  readonly clip: string;
  readonly candidate: readonly RdRun[];
  readonly anchors: readonly AnchorRuns[];
  /** Anchor and mode that the score is taken against. */
  readonly scoredAgainst: ScoredAgainst;
  readonly sourceHasConstantPlane: boolean;
  /** What the source of the candidate adds to each run; undefined where it is not known. */
  readonly charge?: { readonly bytes: number; readonly counts: boolean } | undefined;
}

/** The anchor that a candidate is scored against: x264 in the mode that was proved of the candidate. */
export const scoredAgainst = ({
  codingMode: { mode },
}: {
  readonly codingMode: { readonly mode: string };
}): ScoredAgainst => ({ anchor: 'x264', mode });

/** One figure against one anchor: percent, or null with the reason. */
export interface AnchorFigure {
  readonly clip: string;
  readonly anchor: string;
  readonly mode: string;
  readonly metric: MetricName;
  /** Only where the figure is about one run. */
  readonly quality?: number;
  readonly percent: number | null;
  readonly reason: string | null;
  /** Shared quality range ÷ joint range. */
  readonly overlap: number | null;
}

export interface ClipAssessment {
  readonly bdRate: readonly AnchorFigure[];
  /** The same with the candidate's source sent along, against the anchor of the score; empty where it is not known. */
  readonly charged: readonly AnchorFigure[];
  /** Only where too few qualities were run for a BD-rate. */
  readonly isoQuality: readonly AnchorFigure[];
  /** Good enough to search by. */
  readonly score: Reasoned;
  /** The same, null where the curves share too little of the anchor's range for a verdict, or chroma was sacrificed. */
  readonly verdict: Reasoned;
}

/** Compares a candidate's runs on one clip with every anchor there is. */
export function assessClip(input: AssessClipInput): ClipAssessment {
  const metrics = measuredBy(input.candidate, curveMetrics(input.sourceHasConstantPlane));
  return {
    bdRate: input.anchors.flatMap((anchor) => metrics.map((metric) => bdFigure(input, anchor, metric))),
    charged: chargedFigures(input, metrics),
    isoQuality:
      input.candidate.length >= LEAST_POINTS
        ? []
        : input.anchors.flatMap((anchor) => input.candidate.map((run) => isoFigure(input.clip, run, anchor))),
    score: scoreFor('search', input),
    verdict: scoreFor('verdict', input),
  };
}

function chargedFigures(input: AssessClipInput, metrics: readonly MetricName[]): AnchorFigure[] {
  const { anchors, candidate, charge, scoredAgainst } = input;
  const against = anchors.find(({ anchor, mode }) => anchor === scoredAgainst.anchor && mode === scoredAgainst.mode);
  if (charge === undefined || against === undefined) return [];
  const sent = { ...input, candidate: charged(candidate, charge.bytes) };
  return metrics.map((metric) => bdFigure(sent, against, metric));
}

/** A constant plane has no PSNR of its own, so the PSNR of the weighted MSE takes the place of the weighted PSNR. */
const curveMetrics = (sourceHasConstantPlane: boolean): readonly MetricName[] =>
  CURVE_METRICS.map((name) => (name === 'psnr_yuv611' && sourceHasConstantPlane ? 'psnr_yuv611_mse' : name));

function bdFigure(input: AssessClipInput, anchor: AnchorRuns, metric: MetricName): AnchorFigure {
  const about = { clip: input.clip, anchor: anchor.anchor, mode: anchor.mode, metric };
  const missing = measuredBy(anchor.runs, [metric]).length === 0 ? `anchor: ${metric} was not measured` : null;
  const none = anchor.unavailable ?? missing;
  if (none !== null) return { ...about, percent: null, reason: none, overlap: null };
  const { percent, reason, overlap } = bdRate(curveOf(anchor.runs, metric), curveOf(input.candidate, metric));
  return { ...about, percent, reason, overlap };
}

function isoFigure(clip: string, run: RdRun, { anchor, mode, runs, unavailable }: AnchorRuns): AnchorFigure {
  const point = { rate: run.bytes, metric: run.psnr_y };
  const { value, reason } = unavailable === null ? isoQuality(point, curveOf(runs, 'psnr_y')) : none(unavailable);
  const which = run.quality === undefined ? {} : { quality: run.quality };
  return { clip, ...which, anchor, mode, metric: 'psnr_y', percent: value, reason, overlap: null };
}

function scoreFor(
  purpose: ScoreInput['purpose'],
  { candidate, anchors, scoredAgainst, sourceHasConstantPlane, charge }: AssessClipInput,
): Reasoned {
  const { anchor, mode } = scoredAgainst;
  const found = anchors.find((each) => each.anchor === anchor && each.mode === mode);
  if (found === undefined) return none(`no ${anchor} ${mode} anchor`);
  if (found.unavailable !== null) return none(found.unavailable);
  const scored = charge?.counts === true ? charged(candidate, charge.bytes) : candidate;
  return scoreOf({ candidate: scored, anchor: found.runs, sourceHasConstantPlane, purpose }).score;
}
