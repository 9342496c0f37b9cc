import { usageOf, type UsageSample } from './usage-file.ts';

const sample = (hour: number, artifacts: number, logs: number): UsageSample => ({
  at: new Date(Date.UTC(2026, 0, 1, hour)).toISOString(),
  freeBytes: 1_000_000,
  head: hour,
  parts: { artifacts, logs },
});

describe('what the parts of a lab take', () => {
  it('is told with the growth of the last day, the largest first', () => {
    const samples = [sample(0, 0, 0), sample(10, 100, 500), sample(20, 400, 500), sample(34, 2_500, 500)];
    expect(usageOf(samples)).toEqual([
      { name: 'artifacts', bytes: 2_500, bytesPerHour: 100 },
      { name: 'logs', bytes: 500, bytesPerHour: 0 },
    ]);
  });

  it('has no growth after one sample, and nothing before the first', () => {
    expect(usageOf([sample(3, 7, 5)])).toMatchObject([{ bytesPerHour: null }, { bytesPerHour: null }]);
    expect(usageOf([])).toEqual([]);
  });
});
