import { identicalMetrics } from '@codecsmith/quality';
import type { MeasuredExperiment } from './load-measured.ts';

/**
 * Runs of several different candidates whose numbers agree to the last digit: constants and fallbacks look like this.
 * Copies of one candidate, which have one syntax tree, are none.
 */
export function identicalRuns(
  experiments: readonly Pick<MeasuredExperiment, 'executed' | 'measured' | 'cleared'>[],
): string[] {
  const runs = experiments.flatMap(({ cleared, measured }) =>
    measured.measurements.map(({ clip, bytes, metrics: { psnr_y, ssim_y_ffmpeg } }) => ({
      candidate: cleared.tree,
      metrics: { clip, bytes, psnr_y, ssim_y_ffmpeg },
    })),
  );
  const codes = new Map(experiments.map(({ cleared, executed }) => [cleared.tree, executed.code.slice(0, 12)]));
  return identicalMetrics(runs).map(({ metrics, candidates }) => {
    const { clip, bytes, psnr_y } = metrics;
    const what = `${bytes} bytes and ${psnr_y} dB on clip ${clip.slice(0, 12)}`;
    return `${candidates.length} different candidates report ${what}: ${candidates.map((each) => codes.get(each)).join(', ')}`;
  });
}
