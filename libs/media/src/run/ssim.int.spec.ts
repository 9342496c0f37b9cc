import { readFileSync } from 'node:fs';
import { describeWithShared, sharedPath } from '@codecsmith/test-servers';
import { ssim } from './ssim.ts';

interface Entry {
  readonly id: string;
  readonly ref: string;
  readonly dis: string;
  readonly width: number;
  readonly height: number;
  readonly pixfmt: 'yuv420p' | 'yuv420p10le';
  readonly frames: number;
  readonly metric: string;
  readonly value: number;
  readonly tolerance: number;
}

const NAMES = {
  'ssim_y (ffmpeg)': 'ssim_y_ffmpeg',
  'ssim_u (ffmpeg)': 'ssim_u_ffmpeg',
  'ssim_v (ffmpeg)': 'ssim_v_ffmpeg',
  'ssim_all (ffmpeg)': 'ssim_all_ffmpeg',
} as const;
const isName = (metric: string): metric is keyof typeof NAMES => metric in NAMES;

describeWithShared('SSIM against reference values', ['oracles/metrics.json'], ([oracle]) => {
  const { entries } = JSON.parse(readFileSync(oracle, 'utf8')) as { entries: Entry[] };
  const ours = entries.filter((entry) => isName(entry.metric));

  it('finds cases', () => expect(ours.length).toBeGreaterThanOrEqual(16));

  it.each(ours.map((entry) => [entry.id, entry] as const))('%s', async (_id, entry) => {
    const { width, height, pixfmt: pixelFormat, frames, metric } = entry;
    const file = (name: string) => ({ url: sharedPath(`clips/${name}`) ?? name, pixelFormat, width, height });
    const result = await ssim({ reference: file(entry.ref), distorted: file(entry.dis), frames });
    expect(isName(metric)).toBe(true);
    if (isName(metric))
      expect(Math.abs((result[NAMES[metric]] ?? Number.NaN) - entry.value)).toBeLessThanOrEqual(entry.tolerance);
    expect(result.perFrame).toHaveLength(frames);
  });

  it('refuses a count that the files do not have', async () => {
    const url = sharedPath('clips/hall_352x288_ref_1f.yuv') ?? '';
    const hall = { url, pixelFormat: 'yuv420p', width: 352, height: 288 } as const;
    await expect(ssim({ reference: hall, distorted: hall, frames: 2 })).rejects.toThrow(
      '1 frames were compared, expected 2',
    );
  });
});
