import { isoQuality } from '../curves/iso-quality.ts';
import { curveOf, type RdRun } from './rd-run.ts';
import { aggregateScore, scoreOf } from './score.ts';
import { clipTier, overallTier, savingAt, type Tier } from './tier.ts';

const run = (bytes: number, psnr_y: number | null, more: Partial<RdRun> = {}): RdRun => ({
  ...{ bytes, psnr_y, psnr_u: 40, psnr_v: 40 },
  psnr_yuv611: psnr_y === null ? null : (6 * psnr_y + 80) / 8,
  psnr_yuv611_mse: psnr_y,
  ssim_y_ffmpeg: psnr_y === null ? 1 : 0.9 + (psnr_y - 30) / 100,
  ...more,
});
const anchor = [run(1000, 28), run(2000, 31), run(4000, 34), run(8000, 37), run(16_000, 40)];
const times = (factor: number, more: Partial<RdRun> = {}): RdRun[] =>
  anchor.map((point) => ({ ...point, bytes: point.bytes * factor, ...more }));

describe('the score of a candidate on a clip', () => {
  const score = (candidate: RdRun[], more = {}) =>
    scoreOf({ candidate, anchor, sourceHasConstantPlane: false, purpose: 'search', ...more });

  it('is minus the BD-rate when both metrics agree', () => {
    expect(score(times(0.8)).score.value).toBeCloseTo(20, 9);
  });

  it('gains nothing by throwing chroma away', () => {
    const grey = anchor.map((point) => ({
      ...point,
      bytes: point.bytes * 0.8,
      psnr_u: 25,
      psnr_v: 25,
      psnr_yuv611: (6 * (point.psnr_y ?? 0) + 50) / 8,
    }));
    const { score: value, bd } = score(grey);
    expect(bd[0]?.result.percent).toBeCloseTo(-20, 9);
    expect(value.value).toBeLessThan(0);
  });

  it('uses the MSE-weighted metric on both sides where a source plane is constant', () => {
    const flat = times(0.9, { psnr_u: null, psnr_yuv611: null });
    expect(score(flat).score).toEqual({ value: null, reason: 'psnr_yuv611: test: too_few_points' });
    expect(score(flat, { sourceHasConstantPlane: true }).score.value).toBeCloseTo(10, 9);
  });

  it('is incomparable under half the anchor range, and no verdict under three quarters', () => {
    const narrow = [run(2000, 31), run(2600, 32), run(3100, 33), run(4200, 34.5)];
    expect(score(narrow).score).toEqual({ value: null, reason: 'overlap_too_small' });
    const wider = [run(2000, 31), run(2600, 32), run(5000, 35), run(8000, 39)];
    expect(score(wider).score.value).not.toBeNull();
    expect(score(wider, { purpose: 'verdict' }).score.reason).toBe('overlap_too_small');
  });

  it('is no verdict where chroma lies more than 1 dB under the anchor’s at equal psnr_y', () => {
    const poorer = (psnr_v: number) => score(times(0.8, { psnr_v }), { purpose: 'verdict' }).score;
    expect(poorer(39.1).value).toBeCloseTo(20, 9);
    expect(poorer(38.5)).toEqual({ value: null, reason: "psnr_v is 1.50 dB under the anchor's at equal psnr_y" });
    expect(score(times(0.8, { psnr_v: 38.5 })).score.value).toBeCloseTo(20, 9);
  });

  it('is null with the reason when a curve carries no figure', () => {
    expect(score(times(0.9).slice(0, 3)).score).toEqual({ value: null, reason: 'psnr_y: test: too_few_points' });
  });
});

describe('the aggregate over clips', () => {
  it('is mean, min, median and max of the full set', () => {
    const scores = [5, 1, 3].map((value, i) => ({ clip: `clip${i}`, score: { value, reason: null } }));
    expect(aggregateScore(scores)).toEqual({ mean: { value: 3, reason: null }, min: 1, median: 3, max: 5 });
  });

  it('is null, naming the clips, when any is null', () => {
    const scores = [
      { clip: 'a', score: { value: 50, reason: null } },
      { clip: 'b', score: { value: null, reason: 'psnr_y: test: too_few_points' } },
    ];
    expect(aggregateScore(scores).mean).toEqual({
      value: null,
      reason: 'b (psnr_y: test: too_few_points)',
    });
    expect(aggregateScore([]).mean.reason).toBe('no clips');
  });
});

describe('the saving at equal quality', () => {
  it('compares one point with the anchor curve, at a knot and between', () => {
    const curve = curveOf(anchor, 'psnr_y');
    expect(isoQuality({ rate: 1000, metric: 34 }, curve).value).toBeCloseTo(-75, 9);
    expect(isoQuality({ rate: 2 ** 0.5 * 4000, metric: 35.5 }, curve).value).toBeCloseTo(0, 9);
  });

  it('never extrapolates', () => {
    const curve = curveOf(anchor, 'psnr_y');
    expect(isoQuality({ rate: 1, metric: 41 }, curve)).toEqual({ value: null, reason: 'outside_anchor_range' });
    expect(isoQuality({ rate: 1, metric: null }, curve)).toEqual({ value: null, reason: 'lossless_point' });
  });

  it('takes the worse of psnr_y and SSIM, and none when chroma is sacrificed', () => {
    expect(savingAt(run(400, 34), anchor).value).toBeCloseTo(90, 9);
    expect(savingAt(run(400, 34, { ssim_y_ffmpeg: 0.91 }), anchor).value).toBeCloseTo(80, 9);
    expect(savingAt(run(400, 34, { psnr_v: 38.5 }), anchor)).toEqual({
      value: null,
      reason: "psnr_v is 1.50 dB under the anchor's at equal psnr_y",
    });
  });
});

describe('tiers', () => {
  it.each([
    [50, run(2000 * 0.49, 31)],
    [70, run(4000 * 0.29, 34)],
    [90, run(8000 * 0.09, 37)],
  ])('%i percent with its marks', (percent, point) => {
    expect(clipTier([point], anchor)).toEqual({ percent, reason: null });
  });

  it('give a saving of 90 percent no more than the quality it has', () => {
    expect(clipTier([run(200, 31)], anchor)).toEqual({ percent: 50, reason: null });
    expect(clipTier([run(100, 20)], anchor)).toEqual({
      percent: null,
      reason: 'no point reaches psnr_y 30 dB and ssim_y_ffmpeg 0.9',
    });
  });

  it('say what the best point lacks', () => {
    expect(clipTier(times(0.7), anchor).reason).toBe('best saving at the quality marks is 30.0 %, 50 % is needed');
    expect(clipTier([], anchor).reason).toBe('no measured point');
  });

  it('are the lowest over four real clips', () => {
    const of = (percent: 50 | 70 | 90 | null, synthetic = false) => ({
      clip: `clip-${percent}`,
      synthetic,
      tier: (percent === null ? { percent, reason: 'too weak' } : { percent, reason: null }) as Tier,
    });
    expect(overallTier([of(90), of(70), of(50), of(90)])).toEqual({ percent: 50, reason: null });
    expect(overallTier([of(90), of(70), of(null), of(90)])).toEqual({ percent: null, reason: 'clip-null: too weak' });
    expect(overallTier([of(90), of(90), of(90), of(90, true)]).reason).toBe(
      '3 clips that are not synthetic, 4 are needed',
    );
  });
});
