import type { ExperimentDocument, KnownClip } from '@codecsmith/client';
import { bdRate, type BdResult } from '@codecsmith/quality';
import type { MeasuredCurve } from '../experiments/anchor-curves.ts';

const METRICS = ['psnr_y', 'psnr_yuv611'] as const;

/** BD-rates against one encoder with one effort; negative: fewer bits than it needs. */
export interface BesideEncoder extends Pick<MeasuredCurve, 'encoder' | 'effort' | 'encoderVersion'> {
  readonly psnr_y: Pick<BdResult, 'percent' | 'reason'>;
  readonly psnr_yuv611: Pick<BdResult, 'percent' | 'reason'>;
}

/** A codec on one clip beside standard encoders in its own mode. */
export interface BesideEncoders {
  readonly experimentId: string;
  readonly clip: string;
  readonly frames: number;
  readonly qualities: readonly number[];
  readonly mode: string;
  readonly encoders: readonly BesideEncoder[];
  /** Processor seconds for a million luma samples, the mean of all qualities. */
  readonly encodeSeconds: number;
  readonly decodeSeconds: number;
}

/** Puts the runs of an experiment on a clip beside curves of encoders on the same clip. */
export function besideEncoders(
  { experimentId, runs, codingMode }: ExperimentDocument,
  clip: Pick<KnownClip, 'digest' | 'name' | 'frames' | 'width' | 'height'>,
  curves: readonly MeasuredCurve[],
): BesideEncoders {
  const own = runs.filter((run) => run.clip === clip.digest);
  const megapixels = (clip.width * clip.height * clip.frames * own.length) / 1e6;
  const seconds = (side: 'encode' | 'decode') => own.reduce((sum, run) => sum + run[side].cpuMs, 0) / 1000 / megapixels;
  return {
    ...{ experimentId, clip: clip.name, frames: clip.frames, mode: codingMode?.mode ?? 'unknown' },
    qualities: own.map(({ quality }) => quality).sort((a, b) => a - b),
    encoders: curves.map((curve) => besideEncoder(own, curve)),
    ...{ encodeSeconds: seconds('encode'), decodeSeconds: seconds('decode') },
  };
}

function besideEncoder(
  runs: ExperimentDocument['runs'],
  { encoder, effort, encoderVersion, points, reason: unavailable }: MeasuredCurve,
): BesideEncoder {
  const figures = METRICS.map((name) => {
    const [anchor, test] = [points, runs].map((curve) =>
      curve.map((point) => ({ rate: point.kbps, metric: point[name] ?? Infinity })),
    ) as [{ rate: number; metric: number }[], { rate: number; metric: number }[]];
    const { percent, reason } = bdRate(anchor, test);
    return [name, { percent, reason: unavailable ?? reason }] as const;
  });
  return {
    encoder,
    effort,
    encoderVersion,
    ...(Object.fromEntries(figures) as Pick<BesideEncoder, (typeof METRICS)[number]>),
  };
}
