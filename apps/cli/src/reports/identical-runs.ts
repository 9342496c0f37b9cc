import { identicalMetrics } from '@codecsmith/quality';
import type { MeasuredExperiment } from './load-measured.ts';

/** Runs of several different candidates whose numbers agree to the last digit: constants and fallbacks look like this. */
export function identicalRuns(experiments: readonly Pick<MeasuredExperiment, 'executed' | 'measured'>[]): string[] {
  const runs = experiments.flatMap(({ executed, measured }) =>
    measured.measurements.map(({ clip, bytes, metrics: { psnr_y, ssim_y_ffmpeg } }) => ({
      candidate: executed.code,
      metrics: { clip, bytes, psnr_y, ssim_y_ffmpeg },
    })),
  );
  return identicalMetrics(runs).map(({ metrics, candidates }) => {
    const { clip, bytes, psnr_y } = metrics;
    const what = `${bytes} bytes and ${psnr_y} dB on clip ${clip.slice(0, 12)}`;
    return `${candidates.length} different candidates report ${what}: ${candidates.map((each) => each.slice(0, 12)).join(', ')}`;
  });
}
