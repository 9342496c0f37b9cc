import { metricAt } from '../curves/iso-quality.ts';
import type { RdRun } from './rd-run.ts';

/** Chroma may lie this far under the anchor's at equal psnr_y. */
const CHROMA_SLACK_DB = 1;

/** Why the chroma of a run earns it nothing, or cannot be compared; null where all is well. */
export function chromaProblem(run: RdRun, anchor: readonly RdRun[]): string | null {
  if (run.psnr_y === null) return 'lossless_point';
  for (const metric of ['psnr_u', 'psnr_v'] as const) {
    const value = run[metric];
    if (value === null) continue;
    const curve = anchor.map((point) => ({ at: point.psnr_y, value: point[metric] }));
    const expected = metricAt(curve, run.psnr_y);
    if (expected.value === null) return `${metric}: ${expected.reason}`;
    const under = expected.value - value;
    if (under > CHROMA_SLACK_DB) return `${metric} is ${under.toFixed(2)} dB under the anchor's at equal psnr_y`;
  }
  return null;
}

/** The first run inside the anchor's psnr_y range whose chroma was sacrificed; null when there is none. */
export function sacrificedChroma(runs: readonly RdRun[], anchor: readonly RdRun[]): string | null {
  const range = anchor.flatMap(({ psnr_y }) => (psnr_y === null ? [] : [psnr_y]));
  const [low, high] = [Math.min(...range), Math.max(...range)];
  const comparable = runs.filter(({ psnr_y }) => psnr_y !== null && psnr_y >= low && psnr_y <= high);
  return comparable.map((run) => chromaProblem(run, anchor)).find((problem) => problem !== null) ?? null;
}
