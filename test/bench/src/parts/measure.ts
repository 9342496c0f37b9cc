import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { measureFiles } from '@codecsmith/media';
import type { BenchContext, Figure, Measured, Part } from '../harness/figure.ts';
import { milliseconds, paired } from '../harness/paired.ts';

const SIZES = { '720p': '1280x720', '1080p': '1920x1080' };
const FRAMES = { '720p': 48, '1080p': 24 };
const run = promisify(execFile);

export const measurePart: Part = {
  name: 'measure',
  about: 'measure of two files, beside one ffmpeg process with its psnr and ssim filters',
  async run(context) {
    const figures: Figure[] = [];
    for (const size of ['720p', '1080p'] as const) figures.push(...(await measured(context, size)));
    return {
      key: [
        `y4m files: ffmpeg's mandelbrot source and the same after x264 at QP 32; 48 frames of 720p, 24 of 1080p`,
        'measure reads both files, computes every metric that it has, and answers as its command does',
        'ffmpeg decodes both files once and computes psnr and ssim alone',
      ],
      figures,
      ratios: ['720p', '1080p'].map((size) => ({
        ...{ of: `${size}: measure`, to: `${size}: ffmpeg, psnr and ssim` },
        limit: { atMost: 1.1 },
      })),
    } satisfies Measured;
  },
};

async function measured({ rounds, folder, say }: BenchContext, size: keyof typeof SIZES): Promise<Figure[]> {
  say(size);
  const [reference, distorted] = await pair(folder, size);
  const ffmpeg = [
    '-v',
    'error',
    '-i',
    distorted,
    '-i',
    reference,
    '-lavfi',
    '[0:v]split[a][b];[1:v]split[c][d];[a][c]psnr;[b][d]ssim',
  ];
  return paired(
    {
      [`${size}: measure`]: () => milliseconds(() => measureFiles(reference, distorted, { workFolder: folder })),
      [`${size}: ffmpeg, psnr and ssim`]: () => milliseconds(() => run('ffmpeg', [...ffmpeg, '-f', 'null', '-'])),
    },
    { unit: 'ms', rounds },
  );
}

async function pair(folder: string, size: keyof typeof SIZES): Promise<[string, string]> {
  const [reference, coded, distorted] = ['reference.y4m', 'coded.mkv', 'distorted.y4m'].map((name) =>
    join(folder, `${size}-${name}`),
  ) as [string, string, string];
  const source = ['-f', 'lavfi', '-i', `mandelbrot=s=${SIZES[size]}:r=25`, '-frames:v', String(FRAMES[size])];
  await run('ffmpeg', ['-v', 'error', ...source, '-pix_fmt', 'yuv420p', reference]);
  await run('ffmpeg', ['-v', 'error', '-i', reference, '-c:v', 'libx264', '-qp', '32', '-preset', 'veryfast', coded]);
  await run('ffmpeg', ['-v', 'error', '-i', coded, '-pix_fmt', 'yuv420p', distorted]);
  return [reference, distorted];
}
