import type { ExperimentDocument } from '@codecsmith/client';
import { besideEncoders } from './beside-encoders.ts';
import type { AnchorPoints } from './load-measured.ts';

const CLIP = { digest: 'c'.repeat(64), name: 'park', frames: 10, width: 500, height: 200 };
const rates = [100, 200, 400, 800];
const psnr = (k: number) => ({ psnr_y: 30 + 3 * k, psnr_yuv611: 31 + 3 * k });

/** An experiment that needs `share` of the rates at the same quality. */
const experiment = (share: number) =>
  ({
    experimentId: 'exp-1',
    codingMode: { mode: 'low-delay' },
    runs: rates.map((rate, k) => ({
      ...{ clip: CLIP.digest, quality: 20 + 10 * k, kbps: share * rate, ...psnr(k) },
      ...{ encode: { cpuMs: 3000 }, decode: { cpuMs: 500 } },
    })),
  }) as unknown as ExperimentDocument;

const curve = (effort: 'medium' | 'slow', scale: number) => ({
  ...{ clip: CLIP.digest, encoder: 'x265' as const, mode: 'low-delay' as const, effort },
  ...{ encoderVersion: '4.1', reason: null },
  points: rates.map((rate, k) => ({ kbps: scale * rate, ...psnr(k) })) as unknown as AnchorPoints,
});

describe('a codec beside encoders', () => {
  it('is compared with each effort, and its times are for a million luma samples', () => {
    const row = besideEncoders(experiment(0.8), CLIP, [curve('medium', 1), curve('slow', 0.8)]);
    expect(row).toMatchObject({ clip: 'park', mode: 'low-delay', qualities: [20, 30, 40, 50] });
    expect(row.encoders.map(({ effort }) => effort)).toEqual(['medium', 'slow']);
    expect(row.encoders.map(({ psnr_y }) => psnr_y.percent)).toEqual([expect.closeTo(-20), expect.closeTo(0)]);
    expect([row.encodeSeconds, row.decodeSeconds]).toEqual([3, 0.5]);
  });

  it('has the reason where there is no curve', () => {
    const missing = { ...curve('medium', 1), points: [], reason: 'anchor failed: no x265 here' };
    const { encoders } = besideEncoders(experiment(1), CLIP, [missing]);
    expect(encoders[0]?.psnr_y).toEqual({ percent: null, reason: 'anchor failed: no x265 here' });
  });
});
