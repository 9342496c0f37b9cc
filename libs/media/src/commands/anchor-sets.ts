import type { AnchorMode } from '@codecsmith/experiment';
import type { AnchorEncoder, AnchorPoint, RateControl } from './encode.ts';

/** A curve's name and how its points are set. */
export interface AnchorCurve {
  readonly encoder: AnchorEncoder;
  readonly mode: AnchorMode;
  readonly control: RateControl;
  readonly qs: readonly number[];
}

const QP = [25, 30, 35, 40, 45, 50];
const CRF = [20, 25, 30, 35, 40, 45];
const AV1_CRF = [20, 30, 40, 48, 56, 63];

/**
 * The anchors that verdicts are given against: constant QP where frames are coded in order (with CRF the first frame
 * would get 46 dB and the rest 34: constant QP beats that by 13–24 %), CRF for random access and for SVT-AV1.
 */
export const VERDICT_ANCHORS: readonly AnchorCurve[] = [
  { encoder: 'x264', mode: 'all-intra', control: 'qp', qs: QP },
  { encoder: 'x264', mode: 'low-delay', control: 'qp', qs: QP },
  { encoder: 'x264', mode: 'random-access', control: 'crf', qs: CRF },
  { encoder: 'x265', mode: 'all-intra', control: 'qp', qs: QP },
  { encoder: 'x265', mode: 'low-delay', control: 'qp', qs: QP },
  { encoder: 'x265', mode: 'random-access', control: 'crf', qs: CRF },
  { encoder: 'svtav1', mode: 'all-intra', control: 'crf', qs: AV1_CRF },
  { encoder: 'svtav1', mode: 'random-access', control: 'crf', qs: AV1_CRF },
];

/** The verdict curve of an encoder and mode; SVT-AV1 has none for low delay. */
export const verdictAnchor = (encoder: AnchorEncoder, mode: AnchorMode): AnchorCurve | undefined =>
  VERDICT_ANCHORS.find((curve) => curve.encoder === encoder && curve.mode === mode);

/** The points of a curve, in order. */
export const anchorPoints = ({ qs, ...curve }: AnchorCurve, effort: AnchorPoint['effort']): AnchorPoint[] =>
  qs.map((q) => ({ ...curve, q, effort }));
