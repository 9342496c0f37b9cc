import type { CampaignConfig } from '../../facts/index.ts';
import type { Contender } from '../state/contenders.ts';
import type { Result } from '../state/results.ts';
import { Forecast } from './forecast.ts';
import { distribution, expectedExcess } from './normal.ts';

const CONFIG = { rungs: [{}, {}, {}] } as unknown as CampaignConfig;
const contender = (origin: number, ...worths: (number | null)[]): Contender => ({
  origin,
  first: {} as Result,
  byRung: new Map(worths.map((worth, rung) => [rung, { worth } as Result])),
});

describe('a forecast', () => {
  it('expects as much of a lower rung as candidates on both have shown', () => {
    const known = [contender(1, 4, 5, 9), contender(2, 6, 8, 12), contender(3, 5, 7, 11)];
    const forecast = new Forecast(known, CONFIG);
    expect(forecast.best).toBe(12);
    // Differences of 4 each, and one imagined of 0: mean 3.
    expect(forecast.of(contender(4, 0, 6), 1)).toMatchObject({ mean: 9 });
    expect(forecast.of(contender(4, null), 0)).toBeNull();
  });

  it('is less sure before anything was measured on two rungs, and surer the more was', () => {
    const deviation = (count: number) => {
      const known = Array.from({ length: count }, (_, at) => contender(at, 1, at, at + 1));
      return new Forecast(known, CONFIG).of(contender(99, 1, 1), 1)?.deviation ?? NaN;
    };
    expect(deviation(0)).toBe(3);
    expect(deviation(3)).toBeLessThan(deviation(1));
    expect(deviation(20)).toBeLessThan(1);
  });

  it('promises less the further a candidate is below the best', () => {
    const known = Array.from({ length: 8 }, (_, at) => contender(at, 1, at, at));
    const forecast = new Forecast(known, CONFIG);
    const gains = [9, 7, 5, 2].map((worth) => forecast.gain(contender(99, 1, worth), 1) ?? NaN);
    expect(gains).toEqual([...gains].sort((a, b) => b - a));
    expect(gains[0]).toBeGreaterThan(2);
    expect(gains[3]).toBeLessThan(0.01);
  });
});

describe('the normal distribution', () => {
  it.each([
    [0, 0.5],
    [1, 0.8413447],
    [-1.959964, 0.025],
    [3, 0.9986501],
  ])('is right at %f', (z, share) => expect(distribution(z)).toBeCloseTo(share, 6));

  it('exceeds its own mean by 0.3989 deviations on average', () => {
    expect(expectedExcess({ mean: 5, deviation: 2 }, 5)).toBeCloseTo(2 * 0.3989423, 6);
    expect(expectedExcess({ mean: 5, deviation: 0.001 }, 3)).toBeCloseTo(2, 6);
  });
});
