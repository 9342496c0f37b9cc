import type { PerceivedErrors } from './frame-comparison.ts';
import { MS_SSIM_LEAST_SIDE } from './ms-ssim.ts';
import type { PlaneLayout } from './plane-layout.ts';
import { peakOf, psnrDb, type Db } from './psnr.ts';
import { pooledXpsnr, xpsnrOf } from './xpsnr.ts';

/** Metrics of luma as the eye sees it, over the frames of a clip. */
export interface Perceived {
  readonly values: { readonly psnr_hvs_m_y?: Db; readonly ms_ssim_y?: number; readonly xpsnr?: number };
  /** Why a metric is not there, by its name. */
  readonly absent: Readonly<Record<string, string>>;
  readonly perFrame: readonly { readonly psnr_hvs_m_y?: Db; readonly ms_ssim_y?: number; readonly xpsnr?: Db }[];
}

/**
 * Pools the errors of all frames: PSNR-HVS-M and XPSNR from their mean errors, MS-SSIM as the mean of the frames.
 *
 * @param fps frames a second
 */
export function perceivedOf(frames: readonly PerceivedErrors[], layout: PlaneLayout, fps: number): Perceived {
  const peak = peakOf(layout.bitDepth);
  const energies = present(frames.map(({ masked }) => masked));
  const similar = present(frames.map(({ msSsim }) => msSsim));
  const weighted = frames.map((frame) => frame.weighted);
  const xpsnr = pooledXpsnr(weighted, { ...layout, fps });
  return {
    values: {
      ...(energies && { psnr_hvs_m_y: psnrDb(mean(energies), peak) }),
      ...(similar && { ms_ssim_y: mean(similar) }),
      ...(Number.isFinite(xpsnr) && { xpsnr }),
    },
    absent: {
      ...(energies === undefined && { psnr_hvs_m_y: 'a side is under 8' }),
      ...(similar === undefined && { ms_ssim_y: `a side is under ${MS_SSIM_LEAST_SIDE}` }),
      ...(!Number.isFinite(xpsnr) && { xpsnr: 'luma is equal: it has no finite value' }),
    },
    perFrame: frames.map((frame) => ({
      ...(frame.masked !== null && { psnr_hvs_m_y: psnrDb(frame.masked, peak) }),
      ...(frame.msSsim !== null && { ms_ssim_y: frame.msSsim }),
      xpsnr: frame.weighted === 0 ? null : xpsnrOf(frame.weighted, { ...layout, fps }),
    })),
  };
}

/** Undefined where a frame has none. */
function present(values: readonly (number | null)[]): readonly number[] | undefined {
  const known = values.filter((value) => value !== null);
  return known.length === values.length ? known : undefined;
}

const mean = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;
