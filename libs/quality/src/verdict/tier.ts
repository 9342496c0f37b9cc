import { isoQuality, none, some, type Reasoned } from '../curves/iso-quality.ts';
import { chromaProblem } from './chroma.ts';
import { curveOf, type RdRun } from './rd-run.ts';

/** A tier needs its saving and both marks at one point: never rate alone. */
export const TIERS = [
  { percent: 90, psnrYDb: 35, ssimY: 0.95 },
  { percent: 70, psnrYDb: 33, ssimY: 0.93 },
  { percent: 50, psnrYDb: 30, ssimY: 0.9 },
] as const;

/** Fewest clips that carry a tier. */
export const LEAST_TIER_CLIPS = 4;

/** 50, 70 or 90 (percent fewer bits than the anchor at equal quality), or null with the reason. */
export type Tier =
  { readonly percent: 50 | 70 | 90; readonly reason: null } | { readonly percent: null; readonly reason: string };

/** Bits saved at one point, in percent, by the worse of equal psnr_y and equal SSIM; null with the reason. */
export function savingAt(run: RdRun, anchor: readonly RdRun[]): Reasoned {
  const chroma = chromaProblem(run, anchor);
  if (chroma !== null) return none(chroma);
  const savings: number[] = [];
  for (const metric of ['psnr_y', 'ssim_y_ffmpeg'] as const) {
    const iso = isoQuality({ rate: run.bytes, metric: run[metric] }, curveOf(anchor, metric));
    if (iso.value === null) return none(`${metric}: ${iso.reason}`);
    savings.push(-iso.value);
  }
  return some(Math.min(...savings));
}

/** The best tier that any point of a clip reaches; with none, what the best point lacks. */
export function clipTier(runs: readonly RdRun[], anchor: readonly RdRun[]): Tier {
  const points = runs.map((run) => ({ run, saving: savingAt(run, anchor) }));
  for (const { percent, psnrYDb, ssimY } of TIERS) {
    const reached = points.some(
      ({ run, saving }) =>
        saving.value !== null && saving.value >= percent && (run.psnr_y ?? 0) >= psnrYDb && run.ssim_y_ffmpeg >= ssimY,
    );
    if (reached) return { percent, reason: null };
  }
  return { percent: null, reason: whyNoTier(points) };
}

function whyNoTier(points: readonly { readonly run: RdRun; readonly saving: Reasoned }[]): string {
  const marks = { psnrYDb: 30, ssimY: 0.9 };
  const good = points.filter(
    ({ run }) => (run.psnr_y ?? Infinity) >= marks.psnrYDb && run.ssim_y_ffmpeg >= marks.ssimY,
  );
  if (points.length === 0) return 'no measured point';
  if (good.length === 0) return `no point reaches psnr_y ${marks.psnrYDb} dB and ssim_y_ffmpeg ${marks.ssimY}`;
  const savings = good.flatMap(({ saving }) => (saving.value === null ? [] : [saving.value]));
  if (savings.length === 0) return `no saving can be given: ${good[0]?.saving.reason}`;
  return `best saving at the quality marks is ${Math.max(...savings).toFixed(1)} %, 50 % is needed`;
}

/** The lowest tier over the clips; synthetic clips and fewer than four give none. */
export function overallTier(
  clips: readonly { readonly clip: string; readonly synthetic: boolean; readonly tier: Tier }[],
): Tier {
  const real = clips.filter(({ synthetic }) => !synthetic);
  if (real.length < LEAST_TIER_CLIPS) {
    return {
      percent: null,
      reason: `${real.length} clips that are not synthetic, ${LEAST_TIER_CLIPS} are needed`,
    };
  }
  const without = real.find(({ tier }) => tier.percent === null);
  if (without !== undefined) return { percent: null, reason: `${without.clip}: ${without.tier.reason}` };
  const lowest = Math.min(...real.map(({ tier }) => tier.percent ?? 0));
  return { percent: lowest as 50 | 70 | 90, reason: null };
}
