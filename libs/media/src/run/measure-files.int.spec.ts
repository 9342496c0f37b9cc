import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithShared } from '@codecsmith/test-servers';
import { measureFiles } from './measure-files.ts';

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
