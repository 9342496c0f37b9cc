import { identicalRuns } from './identical-runs.ts';

const clip = 'c'.repeat(64);

const experiment = (code: string, bytes: number, tree = code) =>
  ({
    cleared: { tree: tree.repeat(64) },
    executed: { code: code.repeat(64) },
    measured: { measurements: [{ clip, bytes, metrics: { psnr_y: 45, ssim_y_ffmpeg: 0.9 } }] },
  }) as unknown as Parameters<typeof identicalRuns>[0][number];

describe('the alarm for identical numbers', () => {
  it('names three different candidates with the same ones', () => {
    expect(identicalRuns([experiment('1', 500), experiment('2', 500), experiment('3', 500)])).toEqual([
      '3 different candidates report 500 bytes and 45 dB on clip cccccccccccc: 111111111111, 222222222222, 333333333333',
    ]);
  });

  it('is silent for the same candidate run again, for copies of it, and for numbers that differ', () => {
    const copies = ['1', '2', '3'].map((code) => experiment(code, 500, 'a'));
    expect(identicalRuns(copies)).toEqual([]);
    expect(identicalRuns([experiment('1', 500), experiment('1', 500), experiment('1', 500)])).toEqual([]);
    expect(identicalRuns([experiment('1', 500), experiment('2', 501), experiment('3', 502)])).toEqual([]);
  });
});
