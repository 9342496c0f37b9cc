import { assessClip, scoredAgainst } from './assess-clip.ts';
import { identicalMetrics, ignoresQuality, knowsTheClip } from './flags.ts';
import type { RdRun } from './rd-run.ts';

describe('flags', () => {
  it('four qualities need four rates', () => {
    expect(ignoresQuality([100, 200, 300, 400])).toBe(false);
    expect(ignoresQuality([100, 100, 100, 100])).toBe(true);
    expect(ignoresQuality([100, 200, 300, 300])).toBe(true);
    expect(ignoresQuality([100, 100])).toBe(false);
  });

  it('the same numbers from three candidates raise the alarm, from one candidate or lossless ones they do not', () => {
    const metrics = { clip: 'a', bytes: 500, psnr_y: 45, ssim_y_ffmpeg: 0.9 };
    const of = (candidate: string, more = {}) => ({ candidate, metrics: { ...metrics, ...more } });
    expect(identicalMetrics([of('x'), of('y'), of('z'), of('x')])).toEqual([{ metrics, candidates: ['x', 'y', 'z'] }]);
    expect(identicalMetrics([of('x'), of('x'), of('x')])).toEqual([]);
    expect(identicalMetrics([of('x'), of('y'), of('z', { psnr_y: 45.000001 })])).toEqual([]);
    expect(identicalMetrics(['x', 'y', 'z'].map((name) => of(name, { psnr_y: null })))).toEqual([]);
  });

  it('a lookup by the clip shows in the clip’s own variants', () => {
    const scores = (own: number, mirrored: number | null, frames = 10) => [
      { clip: 'a', frames: 10, score: own },
      { clip: 'b', frames, variantOf: 'a', score: mirrored },
      { clip: 'c', frames: 10, score: 90 },
    ];
    expect(knowsTheClip(scores(12, 11.7))).toBe(false);
    expect(knowsTheClip(scores(12, 15.5))).toBe(false);
    expect(knowsTheClip(scores(60, 10))).toBe(true);
    expect(knowsTheClip(scores(60, null))).toBe(false);
    expect(knowsTheClip(scores(60, 10, 4))).toBe(false);
    const altered = (own: number, other: number) =>
      scores(own, other).map((score) => ({ ...score, ...('variantOf' in score && { alteration: {} }) }));
    expect(knowsTheClip(altered(-53.42, -59.07))).toBe(false);
    expect(knowsTheClip(altered(20, 14.5))).toBe(false);
    expect(knowsTheClip(altered(20, 13))).toBe(true);
    expect(knowsTheClip(altered(99.9, 90))).toBe(true);
  });
});

describe('a candidate against anchors on one clip', () => {
  const run = (bytes: number, psnr: number): RdRun => ({
    ...{ bytes, psnr_y: psnr, psnr_u: psnr, psnr_v: psnr, psnr_yuv611: psnr, psnr_yuv611_mse: psnr },
    ssim_y_ffmpeg: psnr / 50,
  });
  const runs = [run(1000, 30), run(2000, 33), run(4000, 36), run(8000, 39)];
  const anchors = [
    { anchor: 'x264', mode: 'all-intra', runs, unavailable: null },
    { anchor: 'x264', mode: 'low-delay', runs: [], unavailable: 'no libx264' },
  ];
  const input = { clip: 'c', anchors, sourceHasConstantPlane: false };
  const allIntra = scoredAgainst({ codingMode: { mode: 'all-intra' } });

  it('has a figure or a reason for each anchor and metric', () => {
    const candidate = runs.map((each) => ({ ...each, bytes: each.bytes / 2 }));
    const { bdRate, isoQuality, score } = assessClip({ ...input, candidate, scoredAgainst: allIntra });
    expect(bdRate.map(({ mode, metric, percent, reason }) => [mode, metric, percent?.toFixed(6) ?? reason])).toEqual([
      ['all-intra', 'psnr_y', '-50.000000'],
      ['all-intra', 'psnr_yuv611', '-50.000000'],
      ['all-intra', 'ssim_y_ffmpeg', '-50.000000'],
      ['low-delay', 'psnr_y', 'no libx264'],
      ['low-delay', 'psnr_yuv611', 'no libx264'],
      ['low-delay', 'ssim_y_ffmpeg', 'no libx264'],
    ]);
    expect(isoQuality).toEqual([]);
    expect(score.value).toBeCloseTo(50, 9);
  });

  it('meets x264 in the mode that was proved of it', () => {
    for (const mode of ['all-intra', 'low-delay', 'random-access'])
      expect(scoredAgainst({ codingMode: { mode } })).toEqual({ anchor: 'x264', mode });
  });

  it('of one point has a saving at equal quality, and no score', () => {
    const { isoQuality, score } = assessClip({ ...input, candidate: [run(1000, 33)], scoredAgainst: allIntra });
    expect(isoQuality.map(({ percent, reason }) => percent?.toFixed(9) ?? reason)).toEqual([
      '-50.000000000',
      'no libx264',
    ]);
    expect(score).toEqual({ value: null, reason: 'psnr_y: test: too_few_points' });
  });

  it('has no score when the anchor it is scored against is not there', () => {
    const to = (mode: string) => assessClip({ ...input, candidate: runs, scoredAgainst: { anchor: 'x264', mode } });
    expect(to('low-delay').score).toEqual({ value: null, reason: 'no libx264' });
    expect(to('random-access').score).toEqual({ value: null, reason: 'no x264 random-access anchor' });
  });
});
