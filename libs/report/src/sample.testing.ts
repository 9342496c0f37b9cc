import type { ReportCurve, ReportData, ReportPoint } from './data/report-data.ts';

const point = (setting: string, kbps: number, psnr: number | null, more: Partial<ReportPoint> = {}): ReportPoint => ({
  ...{ setting, bytes: Math.round(kbps * 100), kbps, bpp: kbps / 5000 },
  ...{ psnr_y: psnr, psnr_u: psnr, psnr_v: psnr, psnr_yuv611: psnr },
  ssim_y_ffmpeg: psnr === null ? 1 : 0.8 + psnr / 300,
  ...more,
});

const curve = (label: string, kind: ReportCurve['kind'], factor: number): ReportCurve => ({
  label,
  kind,
  points: [20, 40, 60, 80].map((quality, i) =>
    point(`${kind === 'candidate' ? 'quality' : 'qp'} ${quality}`, 150 * factor * 2 ** i, 28 + 3.5 * i, {
      ...(kind === 'candidate' && {
        ...{
          encodeCpuMs: 900 + i,
          decodeCpuMs: 400 + i,
          bitstream: String(i).repeat(64),
          reconstruction: 'f'.repeat(64),
        },
      }),
    }),
  ),
});

/** A report that has one of everything, hostile text included. */
export const SAMPLE: ReportData = {
  title: 'Experiment <script>alert(1)</script>',
  summary: 'Completed: 12.3 % fewer bits than x264 all-intra at equal quality',
  identity: [
    ['candidate', 'a'.repeat(64)],
    ['score', '12.30'],
    ['tier', 'none: 1 sealed clips that are not synthetic, 4 are needed'],
  ],
  environment: [
    ['python', '3.11.2'],
    ['jail', 'tier A'],
  ],
  clips: [
    {
      ...{ name: 'park & ride', digest: 'b'.repeat(64), about: '480x270, 10 frames, 50 fps' },
      curves: [
        {
          ...curve('candidate', 'candidate', 0.9),
          points: [...curve('candidate', 'candidate', 0.9).points, point('quality 100', 9000, null)],
        },
        curve('x264 all-intra', 'anchor', 1),
        curve('x264 low-delay', 'anchor', 0.5),
      ],
      figures: [
        { clip: 'b', anchor: 'x264', mode: 'all-intra', metric: 'psnr_y', percent: -12.3, reason: null, overlap: 0.97 },
        {
          clip: 'b',
          anchor: 'x264',
          mode: 'low-delay',
          metric: 'psnr_y',
          percent: null,
          reason: 'test: too_few_points',
          overlap: null,
        },
      ],
      perFrame: [
        {
          label: 'quality 20',
          frames: Array.from({ length: 10 }, (_, i) => ({ bytes: 100 + i, psnr_y: 28 + (i % 3) / 4 })),
        },
        { label: 'quality 100', frames: Array.from({ length: 10 }, () => ({ bytes: 5000, psnr_y: null })) },
      ],
    },
  ],
};
