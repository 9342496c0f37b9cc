import { rateAt } from '../curves/iso-quality.ts';
import { curveOf, type RdRun } from './rd-run.ts';

/** No codec is known to need so small a share of a good encoder's bits: less means that it knows the clip. */
export const LEAST_RATE_SHARE = 1 / 20;

/**
 * Whether a run has fewer bytes than this share of the anchor's at equal psnr_y. A run that is better than all of the
 * anchor's points is compared with the best of them, which needs fewer bytes than equal quality would.
 */
function isBelow(run: RdRun, anchor: readonly RdRun[], share: number): boolean {
  const finite = anchor.flatMap(({ psnr_y, bytes }) => (psnr_y === null ? [] : [{ psnr_y, bytes }]));
  const best = finite.toSorted((a, b) => b.psnr_y - a.psnr_y)[0];
  if (best === undefined) return false;
  if (run.psnr_y === null || run.psnr_y >= best.psnr_y) return run.bytes < best.bytes * share;
  const rate = rateAt(curveOf(anchor, 'psnr_y'), run.psnr_y);
  return rate.value !== null && run.bytes < rate.value * share;
}

export const hasImplausibleRate = (runs: readonly RdRun[], anchor: readonly RdRun[], share = LEAST_RATE_SHARE) =>
  runs.some((run) => isBelow(run, anchor, share));
