import type { Clip } from '@codecsmith/experiment';
import { isBuiltinClip, sourceCaution } from '@codecsmith/media';
import { charged, clipTier, overallTier, TIERS, type RdRun, type Tier } from '@codecsmith/quality';
import { anchorCurve, chargeOf, rdRun } from './compare-with-anchors.ts';
import type { ClipResult, MeasureExperimentRequest } from './assessment-parts.ts';

/** Drawn by the lab, or made from such a clip. */
export const isSynthetic = ({ digest, variantOf }: Clip): boolean => [digest, variantOf ?? ''].some(isBuiltinClip);

/** Why a clip favours the codec that it came through; resampling breaks the grid of its blocks. */
export const cautionOf = (clip: Clip): string | null => (clip.alteration === undefined ? sourceCaution(clip) : null);

/**
 * The tier over the clips of an experiment, against x265 in the mode that was proved of the candidate. x265 runs only where a
 * point reaches the lowest quality marks: below them no rate earns anything. A clip and its variant count once.
 */
export async function tierOf(clips: readonly ClipResult[], request: MeasureExperimentRequest): Promise<Tier> {
  const tiers: { clip: string; synthetic: boolean; tier: Tier }[] = [];
  const present = new Set(clips.map(({ clip }) => clip.digest));
  for (const { clip, runs } of clips.filter((each) => !present.has(each.clip.variantOf ?? ''))) {
    const charge = chargeOf(request);
    const measured = runs.map(rdRun);
    const candidate = charge?.counts === true ? charged(measured, charge.bytes) : measured;
    const synthetic = isSynthetic(clip);
    const caution = cautionOf(clip);
    const promising = !synthetic && caution === null && candidate.some(reachesLowestMarks);
    const without: Tier = caution === null ? clipTier(candidate, []) : { percent: null, reason: caution };
    const tier = promising ? await againstX265(clip, candidate, request) : without;
    tiers.push({ clip: clip.name, synthetic, tier });
  }
  const overall = overallTier(tiers);
  if (overall.percent !== null || overall.reason === null) return overall;
  const details = tiers.flatMap(({ clip, synthetic, tier }) =>
    synthetic || tier.reason === null ? [] : [`${clip}: ${tier.reason}`],
  );
  return { percent: null, reason: [...new Set([overall.reason, ...details])].join('; ') };
}

function reachesLowestMarks(run: RdRun): boolean {
  const lowest = TIERS.at(-1);
  return lowest !== undefined && (run.psnr_y ?? Infinity) >= lowest.psnrYDb && run.ssim_y_ffmpeg >= lowest.ssimY;
}

async function againstX265(clip: Clip, candidate: readonly RdRun[], request: MeasureExperimentRequest): Promise<Tier> {
  const { runs, unavailable } = await anchorCurve(
    clip,
    { encoder: 'x265', mode: request.executed.codingMode.mode },
    request,
  );
  return unavailable === null ? clipTier(candidate, runs) : { percent: null, reason: unavailable };
}
