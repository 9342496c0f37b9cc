import { createHash } from 'node:crypto';
import { unpackBitstream } from '@codecsmith/codec';
import { ANCHOR_MODES, type Clip } from '@codecsmith/experiment';
import {
  anchorPoints,
  DEFAULT_TOOLS,
  measureAnchor,
  MediaToolError,
  verdictAnchor,
  type AnchorEncoder,
  type AnchorPoint,
  type AnchorRun,
} from '@codecsmith/media';
import {
  assessClip,
  carriesTables,
  chargedBytes,
  hasImplausibleRate,
  LEAST_RATE_SHARE,
  scoredAgainst,
  type AnchorRuns,
  type RdRun,
} from '@codecsmith/quality';
import type { MeasuredRun } from '../measure/measure-run.ts';
import { MeasurementRefused } from '../measure/measurement-refused.ts';
import type { ClipResult, MeasureExperimentRequest } from './assessment-parts.ts';

/** A curve of anchor runs, or why there is none. */
export interface AnchorCurveResult extends AnchorRuns {
  readonly runs: readonly AnchorRun[];
}

/** Measures the anchors that a candidate is compared with on a clip (or takes them from the cache) and compares. */
export async function compareWithAnchors(
  clip: Clip,
  runs: readonly MeasuredRun[],
  request: MeasureExperimentRequest,
): Promise<Pick<ClipResult, 'anchors' | 'assessment' | 'implausibleRate'>> {
  const anchors: AnchorCurveResult[] = [];
  for (const which of anchorsFor(request.queued)) anchors.push(await anchorCurve(clip, which, request));
  await refuseAnchorStreams(clip, anchors, request);
  const candidate = runs.map(rdRun);
  const assessment = assessClip({
    clip: clip.digest,
    candidate,
    anchors,
    scoredAgainst: scoredAgainst(request.executed),
    sourceHasConstantPlane: runs.some(({ psnr }) => psnr.constantPlanes.length > 0),
    charge: chargeOf(request),
  });
  return { anchors, assessment, implausibleRate: await isImplausible(clip, candidate, anchors, request) };
}

/** What the source adds to each run of a clip, and whether score, verdict and tier count it. */
export function chargeOf({
  queued,
  executed,
}: MeasureExperimentRequest): { readonly bytes: number; readonly counts: boolean } | undefined {
  const { charge } = queued.candidate;
  if (charge === undefined) return undefined;
  const clips = new Set(executed.runs.map(({ clip }) => clip)).size;
  return { bytes: chargedBytes(charge, clips), counts: carriesTables(charge) };
}

/** The slow anchor takes its time, so it runs only where the medium one is beaten by half as much. */
async function isImplausible(
  clip: Clip,
  candidate: readonly RdRun[],
  anchors: readonly AnchorCurveResult[],
  request: MeasureExperimentRequest,
): Promise<boolean> {
  const { mode } = request.executed.codingMode;
  const medium = anchors.find((each) => each.anchor === 'x264' && each.mode === mode);
  if (medium === undefined || !hasImplausibleRate(candidate, medium.runs, 2 * LEAST_RATE_SHARE)) return false;
  const slow = await anchorCurve(clip, { encoder: 'x264', mode, effort: 'slow' }, request);
  return hasImplausibleRate(candidate, slow.runs);
}

/** x264 and what else was asked for, in each mode that has an anchor; who looks ahead meets those that do too. */
function anchorsFor({ anchors, candidate }: MeasureExperimentRequest['queued']): WhichAnchor[] {
  const modes = ANCHOR_MODES.filter((mode) => candidate.api === 'video' || mode !== 'random-access');
  return [...new Set<AnchorEncoder>(['x264', ...anchors])]
    .flatMap((encoder) => modes.map((mode) => ({ encoder, mode })))
    .filter(({ encoder, mode }) => verdictAnchor(encoder, mode) !== undefined);
}

/** One encoder in one mode; verdicts are given against medium effort. */
export interface WhichAnchor extends Pick<AnchorPoint, 'encoder' | 'mode'> {
  readonly effort?: AnchorPoint['effort'];
}

/** The verdict curve of one encoder and mode on a clip; an encoder that fails makes it unavailable, with the reason. */
export async function anchorCurve(
  clip: Clip,
  { encoder, mode, effort = 'medium' }: WhichAnchor,
  { store, cache, tools, signal }: Pick<MeasureExperimentRequest, 'store' | 'cache' | 'tools' | 'signal'>,
): Promise<AnchorCurveResult> {
  const about = { anchor: encoder, mode };
  const curve = verdictAnchor(encoder, mode);
  if (curve === undefined) return { ...about, runs: [], unavailable: `${encoder} has no ${about.mode} anchor` };
  try {
    const runs: AnchorRun[] = [];
    for (const point of anchorPoints(curve, effort)) {
      runs.push(await measureAnchor(clip, point, { store, cache, tools: tools ?? DEFAULT_TOOLS, signal }));
    }
    return { ...about, runs, unavailable: null };
  } catch (error) {
    if (error instanceof MediaToolError) return { ...about, runs: [], unavailable: `anchor failed: ${error.message}` };
    throw error;
  }
}

/** What verdicts read of a measured run. */
export const rdRun = ({ measurement: { quality, bytes, metrics } }: MeasuredRun): RdRun => ({
  ...metrics,
  quality,
  bytes,
});

/** A candidate whose packets are an anchor's stream is that anchor, not a codec. */
async function refuseAnchorStreams(
  clip: Clip,
  anchors: readonly AnchorCurveResult[],
  { executed, store }: MeasureExperimentRequest,
): Promise<void> {
  const known = new Map(anchors.flatMap(({ runs }) => runs).map((run) => [run.bitstreamSha256, run]));
  for (const run of executed.runs.filter((each) => each.clip === clip.digest)) {
    const hash = createHash('sha256');
    for (const packet of unpackBitstream(await store.get(run.bitstream.digest)).packets) hash.update(packet);
    const same = known.get(hash.digest('hex'));
    if (same === undefined) continue;
    throw new MeasurementRefused(
      'anchor_bitstream',
      `the packets are ${same.encoder}'s own stream (${same.arguments})`,
      {
        clip: clip.digest,
        quality: run.quality,
      },
    );
  }
}
