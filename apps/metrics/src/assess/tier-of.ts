import { isBuiltinClip, type AnchorMode } from '@codecsmith/media';
import { clipTier, overallTier, TIERS, type RdRun, type Tier } from '@codecsmith/quality';
import { anchorCurve, rdRun } from './compare-with-anchors.ts';
import type { ClipResult, MeasureExperimentRequest } from './assessment-parts.ts';

/**
 * The tier over the clips of an experiment, against x265 in the candidate's strictest mode. x265 runs only where a
 * point reaches the lowest quality marks: below them no rate earns anything.
 */
export async function tierOf(clips: readonly ClipResult[], request: MeasureExperimentRequest): Promise<Tier> {
  const tiers: { clip: string; synthetic: boolean; tier: Tier }[] = [];
  for (const { clip, runs } of clips) {
    const candidate = runs.map(rdRun);
    const synthetic = isBuiltinClip(clip.digest);
    const promising = !synthetic && candidate.some(reachesLowestMarks);
    const tier = promising ? await againstX265(clip, candidate, request) : clipTier(candidate, []);
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

/** `video` candidates may look ahead, `motion` ones backwards: each meets x265 with the same freedom. */
function strictestMode({ queued }: MeasureExperimentRequest): AnchorMode {
  if (queued.candidate.api === 'video') return 'ra';
  return queued.candidate.family === 'motion' ? 'ld' : 'ai';
}

async function againstX265(
  clip: ClipResult['clip'],
  candidate: readonly RdRun[],
  request: MeasureExperimentRequest,
): Promise<Tier> {
  const { runs, unavailable } = await anchorCurve(clip, 'x265', strictestMode(request), request);
  return unavailable === null ? clipTier(candidate, runs) : { percent: null, reason: unavailable };
}
