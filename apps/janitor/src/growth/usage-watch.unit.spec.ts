import type { UsageSample } from '@codecsmith/platform';
import { thinned } from './usage-watch.ts';

const MINUTE_MS = 60_000;
const sample = (minute: number): UsageSample => ({
  at: new Date(Date.UTC(2026, 0, 1) + minute * MINUTE_MS).toISOString(),
  ...{ freeBytes: 1, head: 1, parts: {} },
});

describe('measurements of the disk', () => {
  it('are kept for a week, one an hour, and all of the last hour', () => {
    let kept: UsageSample[] = [];
    const days = 9;
    for (let minute = 0; minute <= days * 24 * 60; minute += 10) kept = thinned([...kept, sample(minute)]);
    expect(kept.at(-1)).toEqual(sample(days * 24 * 60));
    expect(kept.length).toBeLessThanOrEqual(7 * 24 + 8);
    expect(kept.length).toBeGreaterThan(7 * 24 - 8);
    expect(Date.parse(kept.at(-1)?.at ?? '') - Date.parse(kept[0]?.at ?? '')).toBeLessThanOrEqual(7 * 86_400_000);
  });
});
