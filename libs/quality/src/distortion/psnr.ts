import type { FrameErrors } from './frame-errors.ts';
import { planeSamples, type PerPlane, type PlaneLayout } from './plane-layout.ts';

/** Decibels, or null where the planes are equal: no infinity is written down and no cap is invented. */
export type Db = number | null;

/** Every PSNR of a pair of clips, by its exact name. "Global" is the PSNR of the mean MSE over all frames. */
export interface Psnr {
  readonly psnr_y: Db;
  readonly psnr_u: Db;
  readonly psnr_v: Db;
  /** (6Y + U + V) / 8 of the global values; null when any of them is. */
  readonly psnr_yuv611: Db;
  /** PSNR of (6·MSE_Y + MSE_U + MSE_V) / 8: stands in for `psnr_yuv611` where a source plane is constant. */
  readonly psnr_yuv611_mse: Db;
  /** Mean of the per-frame values; null when any frame is lossless. */
  readonly psnr_y_framemean: Db;
  /** Over all samples of all planes, as ffmpeg's "average". */
  readonly psnr_avg_ffmpeg: Db;
  /** Mean over frames, each capped at 6·depth + 12 dB, as libvmaf's psnr feature. */
  readonly psnr_y_libvmaf: number;
  readonly psnr_u_libvmaf: number;
  readonly psnr_v_libvmaf: number;
  /** Above 8 bit: `psnr_y` and its frame mean with the AOM CTC's peak, 255·2^(depth − 8), which libaom reports. */
  readonly psnr_y_ctc?: Db;
  readonly psnr_y_ctc_framemean?: Db;
  /** Every plane of every frame is equal. */
  readonly lossless: boolean;
  /** Names of source planes that hold one value only. */
  readonly constantPlanes: readonly ('y' | 'u' | 'v')[];
  readonly perFrame: readonly FramePsnr[];
}

export interface FramePsnr {
  readonly psnr_y: Db;
  readonly psnr_u: Db;
  readonly psnr_v: Db;
}

/** 10·log10(peak² / MSE). */
export const psnrDb = (mse: number, peak: number): Db => (mse === 0 ? null : 10 * Math.log10((peak * peak) / mse));

/** Largest sample of a depth. */
export const peakOf = (bitDepth: number): number => 2 ** bitDepth - 1;

/**
 * Pools the errors of all frames of a clip.
 *
 * @throws RangeError when there is no frame
 */
export function psnrOf(frames: readonly FrameErrors[], layout: PlaneLayout): Psnr {
  if (frames.length === 0) throw new RangeError('frames is empty: at least one frame is needed');
  const peak = peakOf(layout.bitDepth);
  const samples = planeSamples(layout);
  // A plane that is not there has no error; its PSNRs are for the caller to leave out.
  const mse = mapPlanes((plane) => sumOver(frames, plane) / (Math.max(1, samples[plane]) * frames.length));
  const global = mapPlanes((plane) => psnrDb(mse[plane], peak));
  const perFrame = frames.map((frame) =>
    mapPlanes((plane) => psnrDb(frame.squared[plane] / Math.max(1, samples[plane]), peak)),
  );
  const allSamples = samples[0] + samples[1] + samples[2];
  const allMse = (mse[0] * samples[0] + mse[1] * samples[1] + mse[2] * samples[2]) / allSamples;
  const capped = mapPlanes((plane) =>
    cappedMean(
      perFrame.map((frame) => frame[plane]),
      layout.bitDepth,
    ),
  );
  const framemean = frameMean(perFrame.map((frame) => frame[0]));
  return {
    ...{ psnr_y: global[0], psnr_u: global[1], psnr_v: global[2] },
    psnr_yuv611: weighted611(global),
    psnr_yuv611_mse: psnrDb((6 * mse[0] + mse[1] + mse[2]) / 8, peak),
    psnr_y_framemean: framemean,
    psnr_avg_ffmpeg: psnrDb(allMse, peak),
    ...{ psnr_y_libvmaf: capped[0], psnr_u_libvmaf: capped[1], psnr_v_libvmaf: capped[2] },
    ...(layout.bitDepth > 8 && {
      psnr_y_ctc: withCtcPeak(global[0], layout.bitDepth),
      psnr_y_ctc_framemean: withCtcPeak(framemean, layout.bitDepth),
    }),
    lossless: allMse === 0,
    constantPlanes: (['y', 'u', 'v'] as const).filter((_, plane) => isConstant(frames, plane as 0 | 1 | 2)),
    perFrame: perFrame.map(([psnr_y, psnr_u, psnr_v]) => ({ psnr_y, psnr_u, psnr_v })),
  };
}

/** @see AOM CTC: the peak of the 8-bit range, scaled */
const withCtcPeak = (value: Db, bitDepth: number): Db =>
  value === null ? null : value + 20 * Math.log10((255 * 2 ** (bitDepth - 8)) / peakOf(bitDepth));

type Plane = 0 | 1 | 2;

const mapPlanes = <T>(map: (plane: Plane) => T): readonly [T, T, T] => [map(0), map(1), map(2)];

const sumOver = (frames: readonly FrameErrors[], plane: Plane): number =>
  frames.reduce((sum, frame) => sum + frame.squared[plane], 0);

const weighted611 = ([y, u, v]: readonly [Db, Db, Db]): Db =>
  y === null || u === null || v === null ? null : (6 * y + u + v) / 8;

function frameMean(values: readonly Db[]): Db {
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return sum / values.length;
}

function cappedMean(values: readonly Db[], bitDepth: number): number {
  const cap = 6 * bitDepth + 12;
  return values.reduce<number>((sum, value) => sum + Math.min(value ?? cap, cap), 0) / values.length;
}

function isConstant(frames: readonly FrameErrors[], plane: Plane): boolean {
  const value = frames[0]?.referenceLow[plane];
  return frames.every(({ referenceLow, referenceHigh }) => {
    const [low, high]: [PerPlane[number], PerPlane[number]] = [referenceLow[plane], referenceHigh[plane]];
    return low === value && high === value;
  });
}
