import { psnrOf, type Psnr } from '@codecsmith/quality';
import { furtherMetrics, type FurtherMetrics } from './further-metrics.ts';
import type { MediaTools } from './media-tools.ts';
import { planeErrors } from './plane-errors.ts';
import { ssim, type SsimResult } from './ssim.ts';

export interface MeasurePlanesRequest {
  /** Files of raw planes of the same layout, exactly `frames` frames each. */
  readonly reference: string;
  readonly distorted: string;
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly pixelFormat: 'yuv420p' | 'yuv420p10le';
  readonly tools?: MediaTools;
  readonly signal?: AbortSignal | undefined;
}

/** Every distortion metric of a pair, by exact name, pooled and per frame. */
export interface PlanesMeasurement {
  readonly psnr: Psnr;
  readonly ssim: SsimResult;
  readonly further: FurtherMetrics;
}

/**
 * Measures raw planes against raw planes. Lengths are checked first: ffmpeg's own filters would repeat the last frame
 * of a shorter file and say nothing.
 */
export async function measurePlanes(request: MeasurePlanesRequest): Promise<PlanesMeasurement> {
  const { width, height, frames, pixelFormat, signal } = request;
  const psnr = await measurePsnr(request);
  const file = (url: string) => ({ url, pixelFormat, width, height });
  const pair = {
    ...{ reference: file(request.reference), distorted: file(request.distorted), frames, signal },
    ...(request.tools === undefined ? {} : { tools: request.tools }),
  };
  return { psnr, ssim: await ssim(pair), further: await furtherMetrics(pair) };
}

/** The PSNRs alone: no tool runs. */
export async function measurePsnr(request: MeasurePlanesRequest): Promise<Psnr> {
  const { width, height, frames, pixelFormat, signal } = request;
  const layout = { width, height, frames, bitDepth: pixelFormat === 'yuv420p' ? 8 : 10 } as const;
  return psnrOf(await planeErrors(request.reference, request.distorted, layout, signal), layout);
}
