import fc from 'fast-check';
import { nextQualities, spanningQualities, spanOf, type Probe } from './span.ts';

const target = { lowDb: 24, highDb: 42, points: 6 };

let rounds = 0;

/** Asks until nothing is left to ask; the codec answers each quality with a PSNR. */
function explore(codec: (quality: number) => number | null): Probe[] {
  const probes: Probe[] = [];
  rounds = 0;
  for (let next = nextQualities(probes, target); next.length > 0; next = nextQualities(probes, target)) {
    expect(probes.filter(({ quality }) => next.includes(quality))).toEqual([]);
    probes.push(...next.map((quality) => ({ quality, psnrYDb: codec(quality) })));
    rounds += 1;
  }
  return probes;
}

describe('spanning the anchor’s range', () => {
  it('finds six spread points of a codec whose knob is linear', () => {
    const probes = explore((quality) => 20 + quality * 0.3);
    expect(rounds).toBeLessThanOrEqual(7);
    expect(probes.length).toBeLessThanOrEqual(16);
    const values = spanningQualities(probes, target).map((quality) => 20 + quality * 0.3);
    expect(values).toHaveLength(6);
    expect(Math.min(...values)).toBeLessThanOrEqual(24 + 1.8);
    expect(Math.max(...values)).toBeGreaterThanOrEqual(42 - 1.8);
  });

  it('finds them too where all the range lies in a few steps of the knob', () => {
    const steep = (quality: number): number => (quality < 90 ? 10 : 10 + (quality - 89) * 3.6);
    const probes = explore(steep);
    expect(spanningQualities(probes, target).length).toBeGreaterThanOrEqual(5);
  });

  it('goes to the ends of the knob and stops when the range cannot be reached', () => {
    const probes = explore(() => 33);
    expect(probes.map(({ quality }) => quality)).toEqual(expect.arrayContaining([1, 100]));
    expect(spanningQualities(probes, target).length).toBe(1);
  });

  it('counts a lossless run as above every level and never picks it', () => {
    const probes = explore((quality) => (quality > 60 ? null : 20 + quality * 0.35));
    const chosen = spanningQualities(probes, target);
    expect(Math.max(...chosen)).toBeLessThanOrEqual(60);
  });

  it('ends for every codec, honest or not, within few runs', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.double({ min: 0, max: 60, noNaN: true })), { minLength: 100, maxLength: 100 }),
        (values) => {
          expect(explore((quality) => values[quality - 1] ?? null).length).toBeLessThanOrEqual(48);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is the range of the anchor’s finite points', () => {
    expect(spanOf([{ psnr_y: 30 }, { psnr_y: 24 }, { psnr_y: null }])).toEqual({ lowDb: 24, highDb: 30, points: 6 });
    expect(spanOf([{ psnr_y: 30 }, { psnr_y: null }])).toBeUndefined();
  });

  it('refuses a target without a range', () => {
    expect(() => nextQualities([], { lowDb: 30, highDb: 30, points: 6 })).toThrow('span 30–30 dB with 6 points');
  });
});
