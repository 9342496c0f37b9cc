import { rateOf } from './rate.ts';

const clip = {
  ...{ width: 480, height: 270, frames: 10, fps: { num: 50, den: 1 } },
  ...{ sourceBytes: 343_778, sourceCompressed: true, sourceWhole: true },
};

describe('rate', () => {
  it('gives the reference values of an x264 point on Park Joy', () => {
    const rate = rateOf({ ...clip, bytes: 171_889 });
    expect(rate.kbps).toBeCloseTo(6875.56, 9);
    expect(rate.bpp).toBeCloseTo(1.0610432098765432, 12);
    expect(rate.ratioRaw).toBeCloseTo(1_944_000 / 171_889, 12);
    expect(rate.ratioSource).toBe(2);
  });

  it('has no ratio to a source that was raw or used in part', () => {
    expect(rateOf({ ...clip, bytes: 1, sourceCompressed: false }).ratioSource).toBeNull();
    expect(rateOf({ ...clip, bytes: 1, sourceWhole: false }).ratioSource).toBeNull();
  });

  it('uses the exact rational frame rate', () => {
    const rate = rateOf({ ...clip, bytes: 1001, frames: 30, fps: { num: 30_000, den: 1001 } });
    expect(rate.kbps).toBe(8);
  });

  it.each([
    ['bytes', 0],
    ['bytes', Number.NaN],
    ['frames', 0],
    ['width', -1],
  ])('refuses %s %p rather than count it as nothing', (field, value) => {
    expect(() => rateOf({ ...clip, bytes: 100, [field]: value })).toThrow(`${field} is ${value}`);
  });
});
