import {
  FRAME_METRICS,
  perceivedOf,
  pickMetrics,
  psnrOf,
  RECORDED_METRICS,
  type FrameMetric,
  type MetricValues,
  type Perceived,
  type Psnr,
  type RecordedMetric,
} from '@codecsmith/quality';
import { pixelFormatOf } from '../commands/pixel-format.ts';
import { furtherMetrics, type FurtherMetrics } from './further-metrics.ts';
import type { MediaTools } from './media-tools.ts';
import { checkPlanes, perceivedErrors, planeErrors } from './plane-errors.ts';
import { ssim, type SsimResult } from './ssim.ts';

export interface MeasurePlanesRequest {
  /** Files of raw planes of the same layout, exactly `frames` frames each. */
  readonly reference: string;
  readonly distorted: string;
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  /** XPSNR weighs fast video otherwise. */
  readonly fps: { readonly num: number; readonly den: number };
  /** Planes of 8 to 16 bits, 4:0:0 to 4:4:4, by ffmpeg's name. */
  readonly pixelFormat: string;
  readonly tools?: MediaTools;
  readonly signal?: AbortSignal | undefined;
}

/** Every distortion metric of a pair, by exact name, pooled and per frame. */
export interface PlanesMeasurement {
  readonly psnr: Psnr;
  readonly perceived: Perceived;
  readonly ssim: SsimResult;
  readonly further: FurtherMetrics;
}

/**
 * Measures raw planes against raw planes. Lengths are checked first: ffmpeg's own filters would repeat the last frame
 * of a shorter file and say nothing. Then one pass here and one process for each group of filters go on together.
 */
export async function measurePlanes(request: MeasurePlanesRequest): Promise<PlanesMeasurement> {
  const { width, height, frames, pixelFormat, signal } = request;
  await checkPlanes(request.reference, request.distorted, layoutOf(request));
  const file = (url: string) => ({ url, pixelFormat, width, height });
  const pair = {
    ...{ reference: file(request.reference), distorted: file(request.distorted), frames, signal },
    ...(request.tools === undefined ? {} : { tools: request.tools }),
  };
  const [own, ofSsim, further] = await Promise.all([ownMetrics(request), ssim(pair), furtherMetrics(pair)]);
  return { ...own, ssim: ofSsim, further };
}

/** Everything that is computed here, planes read once. */
async function ownMetrics(request: MeasurePlanesRequest): Promise<Pick<PlanesMeasurement, 'psnr' | 'perceived'>> {
  const { reference, distorted, signal } = request;
  const layout = { ...layoutOf(request), fps: request.fps.num / request.fps.den };
  const errors = await perceivedErrors(reference, distorted, layout, signal);
  return { psnr: psnrOf(errors, layout), perceived: perceivedOf(errors, layout, layout.fps) };
}

/** The metrics of a pair that are recorded, by exact name. */
export const recordedMetrics = ({
  psnr,
  perceived,
  ssim,
  further,
}: PlanesMeasurement): Pick<MetricValues, RecordedMetric> =>
  pickMetrics({ ...psnr, ...perceived.values, ...ssim, ...further.values }, RECORDED_METRICS);

/** Why a metric is not among them, by its name. */
export const absentMetrics = ({ perceived, further }: PlanesMeasurement): Readonly<Record<string, string>> => ({
  ...perceived.absent,
  ...further.absent,
});

/** The metrics of one frame; those that were not measured are left out. */
export type FrameMetrics = Readonly<Partial<Record<FrameMetric, number | null>>>;

/** The metrics of every frame, in order. */
export function frameMetrics({ psnr, perceived, ssim, further }: PlanesMeasurement): FrameMetrics[] {
  return psnr.perFrame.map((frame, index) => {
    const values = new Map<string, number | null | undefined>([
      ...Object.entries(frame),
      ...Object.entries(perceived.perFrame[index] ?? {}),
      ['ssim_y_ffmpeg', ssim.perFrame[index]?.y],
      ...Object.entries(further.perFrame).map(([name, series]) => [name, series[index]] as const),
    ]);
    return Object.fromEntries(
      FRAME_METRICS.flatMap((name) => {
        const value = values.get(name);
        return value === undefined ? [] : [[name, value] as const];
      }),
    );
  });
}

/** The PSNRs alone: no tool runs. */
export async function measurePsnr(request: Omit<MeasurePlanesRequest, 'fps'>): Promise<Psnr> {
  const layout = layoutOf(request);
  return psnrOf(await planeErrors(request.reference, request.distorted, layout, request.signal), layout);
}

function layoutOf({ width, height, frames, pixelFormat }: Omit<MeasurePlanesRequest, 'fps'>) {
  const format = pixelFormatOf(pixelFormat);
  if (format === undefined || format.chroma === 'other')
    throw new RangeError(`pixel format ${pixelFormat}: planes of 4:0:0 to 4:4:4 are allowed`);
  return { width, height, frames, bitDepth: format.depth, chroma: format.chroma };
}
