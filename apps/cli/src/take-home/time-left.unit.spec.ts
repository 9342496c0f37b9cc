import { spokenTime, TimeLeft } from './time-left.ts';

describe('the time that is left', () => {
  it('is said as people say it', () => {
    expect([0, 45, 89, 90, 5_300, 5_400, 7_200, 12_000].map(spokenTime)).toEqual([
      '1 s',
      '45 s',
      '89 s',
      '2 min',
      '88 min',
      '1 h 30 min',
      '2 h',
      '3 h 20 min',
    ]);
  });

  it('follows the guess until something is done, then what was done', () => {
    const started = performance.now();
    const left = new TimeLeft(2);
    expect(left.of(0, 100, started + 10_000)).toBeCloseTo(190, 0);
    expect(left.of(20, 80, started + 20_000)).toBeCloseTo(80, 0);
    expect(new TimeLeft(undefined).of(0, 100)).toBeUndefined();
  });
});
