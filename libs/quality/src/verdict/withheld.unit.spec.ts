import { carriesTables, charged, chargedBytes } from './charge.ts';
import { hasImplausibleRate } from './implausible-rate.ts';
import type { RdRun } from './rd-run.ts';
import { verdictWithheld, type VerdictGround } from './withheld.ts';

const run = (bytes: number, psnr_y: number | null): RdRun => ({
  ...{ bytes, psnr_y, psnr_u: 40, psnr_v: 40, psnr_yuv611: psnr_y, psnr_yuv611_mse: psnr_y, ssim_y_ffmpeg: 0.9 },
});
const anchor = [run(1000, 28), run(2000, 31), run(4000, 34), run(8000, 37)];

describe('an implausible rate', () => {
  it.each([
    ['a run of less than a twentieth of the anchor at equal psnr_y', run(199, 34), true],
    ['a run of a twentieth', run(201, 34), false],
    ['a run that is better than the best of the anchor, in few bytes', run(399, 50), true],
    ['a lossless run in few bytes', run(3, null), true],
    ['a run that is worse than the worst of the anchor: nothing is known of it', run(1, 12), false],
    ['a lossless run of honest size', run(40_000, null), false],
  ])('is %s', (_, candidate, expected) => {
    expect(hasImplausibleRate([run(3000, 34), candidate], anchor)).toBe(expected);
  });

  it('is not told where there is no anchor', () => {
    expect(hasImplausibleRate([run(1, 34)], [])).toBe(false);
  });
});

describe('the charge of a source', () => {
  it('is its compressed bytes, once for all clips', () => {
    expect(charged([run(1000, 30)], chargedBytes({ sourceBytes: 900, tableBytes: 950 }, 3))[0]?.bytes).toBe(1300);
  });

  it('holds what comments and names carry, as soon as they carry tables', () => {
    const charge = { sourceBytes: 2000, tableBytes: 33_000 };
    expect(carriesTables(charge)).toBe(true);
    expect(chargedBytes(charge, 1)).toBe(33_000);
    expect(carriesTables({ sourceBytes: 70_000, tableBytes: 32_768 })).toBe(false);
  });
});

describe('a verdict', () => {
  const clip: VerdictGround['clips'][number] = { name: 'park', generated: false, sealed: false };
  const sealed = { ...clip, name: 'park-variant', sealed: true };
  it('is given with a sealed clip', () => {
    expect(verdictWithheld({ clips: [clip, sealed], flags: ['not_deterministic'] })).toBeNull();
  });

  it.each<[string, VerdictGround, RegExp]>([
    ['without a sealed clip', { clips: [clip], flags: [] }, /^no clip is sealed: submit with variants/],
    [
      'on a clip of the lab',
      { clips: [{ ...sealed, name: 'square', generated: true }], flags: [] },
      /^square was drawn/,
    ],
    [
      'with a rate that nobody reaches',
      { clips: [sealed], flags: ['implausible_rate'] },
      /^implausible_rate: a run needs/,
    ],
    [
      'on what a lossy codec left on its own grid',
      { clips: [{ ...clip, caution: 'decoded from h264' }, sealed], flags: [] },
      /^park: decoded from h264$/,
    ],
    ['for who knows the clip', { clips: [sealed], flags: ['knows_the_clip'] }, /^knows_the_clip: does better/],
  ])('is not given %s', (_, ground, reason) => {
    expect(verdictWithheld(ground)).toMatch(reason);
  });
});
