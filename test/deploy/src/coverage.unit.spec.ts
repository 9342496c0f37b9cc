import { coverage } from './coverage.ts';

const span = (startMs: number, endMs: number) => ({ startMs, endMs });

describe('the covered part of a time', () => {
  it('counts overlaps once, and nothing outside', () => {
    expect(coverage([span(0, 10)], span(0, 10))).toBe(1);
    expect(coverage([span(0, 4), span(2, 5), span(9, 20)], span(0, 10))).toBe(0.6);
    expect(coverage([span(-5, 1), span(20, 30)], span(0, 10))).toBe(0.1);
    expect(coverage([], span(0, 10))).toBe(0);
  });
});
