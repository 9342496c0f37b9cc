import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describeWithShared, sharedPath } from '@codecsmith/test-servers';
import { measureFiles } from './measure-files.ts';

interface Entry {
  readonly id: string;
  readonly ref: string;
  readonly dis: string;
  readonly width: number;
  readonly height: number;
  readonly pixfmt: 'yuv420p' | 'yuv420p10le';
  readonly metric: string;
  readonly pooling: string;
  readonly value: number | string;
  readonly tolerance: number;
}

/** The name of an entry's metric in the document of `measure`; undefined for the AOM CTC's other peak. */
function nameOf({ metric, pooling }: Entry): string | undefined {
  if (metric === 'psnr over all samples of all planes') return 'psnr_avg_ffmpeg';
  if (metric.endsWith('(libvmaf float_ssim)')) return 'ssim_y_libvmaf';
  if (metric.startsWith('psnr_y, peak')) return undefined;
  const [name = ''] = metric.split(' ');
  if (name.startsWith('ssim')) return `${name}_ffmpeg`;
  return name.startsWith('psnr') && pooling.includes('capped') ? `${name}_libvmaf` : name;
}

const clip = (name: string): string => sharedPath(`clips/${name}`) ?? name;

describeWithShared('measuring pairs of files against every reference value', ['oracles/metrics.json'], ([oracle]) => {
  const { entries } = JSON.parse(readFileSync(oracle, 'utf8')) as { entries: Entry[] };
  const pairs = Map.groupBy(entries, ({ ref, dis }) => `${ref} ${dis}`);

  it.each([...pairs.values()].map((all) => [basename(all[0]?.ref ?? ''), all] as const))('%s', async (_name, all) => {
    const [first] = all;
    if (first === undefined) throw new Error('a pair has no entry');
    const raw = { width: first.width, height: first.height, pixelFormat: first.pixfmt, fps: { num: 25, den: 1 } };
    const { metrics, absent } = await measureFiles(clip(first.ref), clip(first.dis), { raw });
    for (const entry of all) {
      const name = nameOf(entry);
      if (name === undefined) continue;
      if (name in absent) {
        expect(absent[name]).toMatch(/^(no libvmaf in ffmpeg|a side is under)/);
        continue;
      }
      if (entry.value === 'inf') expect([entry.id, metrics[name]]).toEqual([entry.id, null]);
      else
        expect(Math.abs(Number(metrics[name] ?? Number.NaN) - Number(entry.value))).toBeLessThanOrEqual(
          entry.tolerance,
        );
    }
  });
});

describeWithShared(
  'measuring files that do not match',
  ['clips/src01_hrc00_160x90_48f.yuv', 'clips/src01_hrc01_160x90_48f.yuv', 'clips/park_joy_480x270_50fps_10f.y4m'],
  ([reference, distorted, parkJoy]) => {
    const raw = { width: 160, height: 90, pixelFormat: 'yuv420p', fps: { num: 25, den: 1 } } as const;
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'measure-'));
    });
    afterEach(() => rm(folder, { recursive: true, force: true }));

    it('refuses the truncated decode that ffmpeg scores with 22.7 dB', async () => {
      const half = join(folder, 'half.yuv');
      await writeFile(half, await readFile(distorted));
      await truncate(half, 518_400);
      await expect(measureFiles(reference, half, { raw })).rejects.toThrow(
        'frames differs: reference 48, distorted 24',
      );
    });

    it('refuses bare planes without a size, and sizes that differ', async () => {
      await expect(measureFiles(reference, distorted)).rejects.toThrow('holds bare planes: give its size');
      await expect(measureFiles(parkJoy, distorted, { raw })).rejects.toThrow(
        'width differs: reference 480, distorted 160',
      );
    });

    it('gives bare planes the size of a container beside them', async () => {
      const bytes = await readFile(parkJoy);
      const planes = join(folder, 'planes.yuv');
      const header = bytes.indexOf(10) + 1;
      const frame = (480 * 270 * 3) / 2;
      const frames = Array.from({ length: 10 }, (_, i) => {
        const start = header + i * (frame + 6) + 6;
        return bytes.subarray(start, start + frame);
      });
      await writeFile(planes, Buffer.concat(frames));
      for (const pair of [[parkJoy, planes] as const, [planes, parkJoy] as const]) {
        const result = await measureFiles(...pair);
        expect(result).toMatchObject({ lossless: true, frames: 10, metrics: { psnr_y: null, ssim_y_ffmpeg: 1 } });
        expect(result.perFrame).toHaveLength(10);
      }
    });
  },
);
