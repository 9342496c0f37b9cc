interface Interval {
  readonly startMs: number;
  readonly endMs: number;
}

/** Which part of a time some interval covers, 0 to 1; overlaps count once. */
export function coverage(intervals: readonly Interval[], { startMs, endMs }: Interval): number {
  let covered = 0;
  let upTo = startMs;
  for (const each of [...intervals].sort((a, b) => a.startMs - b.startMs)) {
    const from = Math.max(each.startMs, upTo);
    const to = Math.min(each.endMs, endMs);
    if (to <= from) continue;
    covered += to - from;
    upTo = to;
  }
  return covered / (endMs - startMs);
}
