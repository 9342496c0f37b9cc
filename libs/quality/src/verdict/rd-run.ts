import type { RdPoint } from '../curves/rd-curve.ts';

/** One measured run as verdicts see it: a candidate's or an anchor's, on one clip. */
export interface RdRun {
  /** Of a candidate's run: the knob that set it. */
  readonly quality?: number;
  readonly bytes: number;
  readonly psnr_y: number | null;
  readonly psnr_u: number | null;
  readonly psnr_v: number | null;
  readonly psnr_yuv611: number | null;
  readonly psnr_yuv611_mse: number | null;
  readonly ssim_y_ffmpeg: number;
}

export type CurveMetric = 'psnr_y' | 'psnr_yuv611' | 'psnr_yuv611_mse' | 'ssim_y_ffmpeg';

/** An RD curve by one metric; on one clip bytes are as good a rate as kbps. */
export const curveOf = (runs: readonly RdRun[], metric: CurveMetric): RdPoint[] =>
  runs.map((run) => ({ rate: run.bytes, metric: run[metric] }));
