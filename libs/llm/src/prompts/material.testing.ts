import type { ParentMaterial, PromptMaterial } from './material.ts';

const metrics = (psnr_y: number | null, psnr_yuv611: number | null, ssim_y_ffmpeg: number) => ({
  ...{ psnr_y, psnr_yuv611, ssim_y_ffmpeg },
});

export const parentMaterial: ParentMaterial = {
  code: 'def compress_video_frame(frame, frame_index, config):\n    return b""\n',
  score: -12.34567,
  runs: [
    { clip: 'park', quality: 20, kbps: 1234.5678, ...metrics(31.41592, 33.98765, 0.912345) },
    { clip: 'park', quality: 80, kbps: 98765.4321, ...metrics(null, null, 1) },
  ],
  anchorRuns: [{ clip: 'park', point: 'qp 30', kbps: 999.123, ...metrics(32.5, 34.25, 0.93) }],
  bdRate: [
    { clip: 'park', anchor: 'x264', metric: 'psnr_y', percent: 12.345678, reason: null },
    { clip: 'park', anchor: 'x264', metric: 'psnr_yuv611', percent: null, reason: 'overlap_too_small' },
  ],
  failure: null,
};

/** Material for specs: an edit of one parent, with a failed try, a lesson and a hint. */
export const materialFor = (change: Partial<PromptMaterial> = {}): PromptMaterial => ({
  operator: 'edit',
  language: 'python',
  track: 'pure',
  limits: {},
  number: 12,
  sees: 9,
  resample: 0,
  goal: null,
  clips: [{ name: 'park', width: 480, height: 270, frames: 10 }],
  parents: [parentMaterial],
  inspirations: [{ family: 'wavelet', score: -20.5, hypothesis: 'long filters', code: 'x = 1\n' }],
  failures: [{ hypothesis: 'arithmetic coding', outcome: 'timed_out', message: 'encode took longer than 20 s' }],
  attempts: [
    {
      number: 3,
      operator: 'seed',
      rung: 'excerpt',
      outcome: 'completed',
      score: -30.25,
      gain: null,
      hypothesis: 'blocks',
      message: null,
    },
    {
      number: 7,
      operator: 'edit',
      rung: 'full',
      outcome: 'completed',
      score: -12.3456,
      gain: 2.5,
      hypothesis: null,
      message: null,
    },
    {
      number: 9,
      operator: 'edit',
      rung: 'smoke',
      outcome: 'crashed',
      score: null,
      gain: null,
      hypothesis: 'RDOQ',
      message: 'IndexError',
    },
  ],
  lesson: 'gained 3.1 points over its parent: contexts',
  plan: null,
  hints: ['try a smaller block'],
  withheld: [],
  ...change,
});
