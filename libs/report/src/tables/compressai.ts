import { CORE_METRICS, RECORDED_METRICS, type MetricName } from '@codecsmith/quality';
import type { ReportPoint } from '../data/report-data.ts';

/** A curve in the JSON that CompressAI's plot tool reads; lossless points have no place in it. */
export interface CompressAiResult {
  readonly name: string;
  readonly description: string;
  /** Lists of the same length, under CompressAI's names. */
  readonly results: Readonly<Record<string, readonly number[]>>;
}

/** CompressAI's names of metrics; it has none of its own for the others, which keep ours. */
const COMPRESSAI: Readonly<Partial<Record<MetricName, string>>> = {
  psnr_y: 'psnr-y',
  psnr_u: 'psnr-u',
  psnr_v: 'psnr-v',
  psnr_yuv611: 'psnr-yuv',
  ssim_y_ffmpeg: 'ssim-y',
  ms_ssim_y: 'ms-ssim-y',
  psnr_rgb: 'psnr-rgb',
};

/** A candidate's or anchor's points by rising rate, with the metrics that all of them have. */
export function compressAiResult(name: string, description: string, points: readonly ReportPoint[]): CompressAiResult {
  const lossy = points
    .toSorted((a, b) => a.bpp - b.bpp)
    .filter((point) => CORE_METRICS.every((each) => point[each] !== null));
  const metrics = RECORDED_METRICS.filter((each) => lossy.every((point) => typeof point[each] === 'number'));
  const lists = metrics.map((each) => [COMPRESSAI[each] ?? each, lossy.map((point) => Number(point[each]))] as const);
  return {
    name,
    description,
    results: {
      bpp: lossy.map(({ bpp }) => bpp),
      bitrate: lossy.map(({ kbps }) => kbps),
      ...Object.fromEntries(lists),
    },
  };
}
