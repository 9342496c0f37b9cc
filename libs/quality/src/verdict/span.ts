/** The quality knob of the codec contract. */
export const QUALITY_RANGE = { least: 1, most: 100 } as const;

/** A quality that was run, and what it gave; null where the run was lossless. */
export interface Probe {
  readonly quality: number;
  readonly psnrYDb: number | null;
}

/** The psnr_y range that an anchor spans, and how many points are wanted over it. */
export interface SpanTarget {
  readonly lowDb: number;
  readonly highDb: number;
  readonly points: number;
}

/** Equally spaced levels over the anchor's range, the two ends first: they decide whether the span is covered. */
function levels({ lowDb, highDb, points }: SpanTarget): number[] {
  const all = Array.from({ length: points }, (_, i) => lowDb + ((highDb - lowDb) * i) / (points - 1));
  return [...all.slice(0, 1), ...all.slice(-1), ...all.slice(1, -1)];
}

/** How close to a level a point must come: half the distance between two levels. */
const tolerance = ({ lowDb, highDb, points }: SpanTarget): number => (highDb - lowDb) / (points - 1) / 2;

const valueOf = ({ psnrYDb }: Probe): number => psnrYDb ?? Infinity;

/**
 * The next quality to run so that a candidate's points span the anchor's range, by bisection of the quality for each
 * level; null when every level is met as closely as the knob allows. The harness chooses: a codec may not map
 * `quality` to the narrow range where it shines.
 *
 * @throws RangeError when the target has fewer than two points or no range
 */
export function nextQuality(probes: readonly Probe[], target: SpanTarget): number | null {
  if (!(target.points >= 2 && target.highDb > target.lowDb)) {
    throw new RangeError(
      `span ${target.lowDb}–${target.highDb} dB with ${target.points} points: a range and two points are needed`,
    );
  }
  for (const level of levels(target)) {
    const next = bisect(probes, level, tolerance(target));
    if (next !== null) return next;
  }
  return null;
}

function bisect(probes: readonly Probe[], level: number, closeDb: number): number | null {
  if (probes.some((probe) => Math.abs(valueOf(probe) - level) <= closeDb)) return null;
  const below = probes.filter((probe) => valueOf(probe) < level).map(({ quality }) => quality);
  const above = probes.filter((probe) => valueOf(probe) > level).map(({ quality }) => quality);
  const low = Math.max(QUALITY_RANGE.least - 1, ...below);
  const high = Math.min(QUALITY_RANGE.most + 1, ...above);
  return high - low > 1 ? Math.floor((low + high) / 2) : null;
}

/** For each level the run that comes closest, each run once, by rising quality. */
export function spanningQualities(probes: readonly Probe[], target: SpanTarget): number[] {
  const finite = probes.filter((probe) => probe.psnrYDb !== null);
  const chosen = levels(target).flatMap((level) => {
    const byDistance = finite.toSorted((a, b) => Math.abs(valueOf(a) - level) - Math.abs(valueOf(b) - level));
    return byDistance.slice(0, 1).map(({ quality }) => quality);
  });
  return [...new Set(chosen)].sort((a, b) => a - b);
}
