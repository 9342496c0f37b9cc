import { bdRate } from '../curves/bd-rate.ts';
import { isoQuality, none, type Reasoned } from '../curves/iso-quality.ts';
import { LEAST_POINTS } from '../curves/rd-curve.ts';
import { curveOf, type CurveMetric, type RdRun } from './rd-run.ts';
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
}

/** The anchor that a candidate is scored against: all-intra only for one that was seen not to draw on other frames. */
export const scoredAgainst = ({ looksBack }: { readonly looksBack?: boolean | null | undefined }): ScoredAgainst => ({
  anchor: 'x264',
  mode: looksBack === false ? 'all-intra' : 'low-delay',
});

/** One figure against one anchor: percent, or null with the reason. */
export interface AnchorFigure {
  readonly clip: string;
  readonly anchor: string;
  readonly mode: string;
  readonly metric: CurveMetric;
  /** Only where the figure is about one run. */
  readonly quality?: number;
  readonly percent: number | null;
  readonly reason: string | null;
  /** Shared quality range ÷ joint range. */
  readonly overlap: number | null;
}

export interface ClipAssessment {
  readonly bdRate: readonly AnchorFigure[];
  /** Only where too few qualities were run for a BD-rate. */
  readonly isoQuality: readonly AnchorFigure[];
  /** Good enough to search by. */
  readonly score: Reasoned;
  /** The same, null where the curves share too little of the anchor's range for a verdict, or chroma was sacrificed. */
  readonly verdict: Reasoned;
}

/** Compares a candidate's runs on one clip with every anchor there is. */
export function assessClip(input: AssessClipInput): ClipAssessment {
  const yuv611: CurveMetric = input.sourceHasConstantPlane ? 'psnr_yuv611_mse' : 'psnr_yuv611';
  const metrics: readonly CurveMetric[] = ['psnr_y', yuv611, 'ssim_y_ffmpeg'];
  return {
    bdRate: input.anchors.flatMap((anchor) => metrics.map((metric) => bdFigure(input, anchor, metric))),
    isoQuality:
      input.candidate.length >= LEAST_POINTS
        ? []
        : input.anchors.flatMap((anchor) => input.candidate.map((run) => isoFigure(input.clip, run, anchor))),
    score: scoreFor('search', input),
    verdict: scoreFor('verdict', input),
  };
}

function bdFigure(input: AssessClipInput, anchor: AnchorRuns, metric: CurveMetric): AnchorFigure {
  const about = { clip: input.clip, anchor: anchor.anchor, mode: anchor.mode, metric };
  if (anchor.unavailable !== null) return { ...about, percent: null, reason: anchor.unavailable, overlap: null };
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
  { candidate, anchors, scoredAgainst, sourceHasConstantPlane }: AssessClipInput,
): Reasoned {
  const { anchor, mode } = scoredAgainst;
  const found = anchors.find((each) => each.anchor === anchor && each.mode === mode);
  if (found === undefined) return none(`no ${anchor} ${mode} anchor`);
  if (found.unavailable !== null) return none(found.unavailable);
  return scoreOf({ candidate, anchor: found.runs, sourceHasConstantPlane, purpose }).score;
}
