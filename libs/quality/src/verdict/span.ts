/** The quality knob of the codec contract. */
const QUALITY_RANGE = { least: 1, most: 100 } as const;

/** Points of a curve that a verdict is built on. */
const SPAN_POINTS = 6;

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

/** Equally spaced levels over the anchor's range, both ends among them. */
const levels = ({ lowDb, highDb, points }: SpanTarget): number[] =>
  Array.from({ length: points }, (_, i) => lowDb + ((highDb - lowDb) * i) / (points - 1));

/** The range that an anchor's points span, for so many points of a candidate; undefined where fewer than two are finite. */
export function spanOf(
  anchor: readonly { readonly psnr_y: number | null }[],
  points = SPAN_POINTS,
): SpanTarget | undefined {
  const values = anchor.flatMap(({ psnr_y }) => (psnr_y === null ? [] : [psnr_y]));
  const [lowDb, highDb] = [Math.min(...values), Math.max(...values)];
  return highDb > lowDb ? { lowDb, highDb, points } : undefined;
}

/** How close to a level a point must come: half the distance between two levels. */
const tolerance = ({ lowDb, highDb, points }: SpanTarget): number => (highDb - lowDb) / (points - 1) / 2;

const valueOf = ({ psnrYDb }: Probe): number => psnrYDb ?? Infinity;

/**
 * The qualities to run next so that a candidate's points span the anchor's range, by bisection of the quality for each
 * level; none when every level is met as closely as the knob allows. The harness chooses: a codec may not map
 * `quality` to the narrow range where it shines.
 *
 * @throws RangeError when the target has fewer than two points or no range
 */
export function nextQualities(probes: readonly Probe[], target: SpanTarget): number[] {
  if (!(target.points >= 2 && target.highDb > target.lowDb)) {
    throw new RangeError(
      `span ${target.lowDb}–${target.highDb} dB with ${target.points} points: a range and two points are needed`,
    );
  }
  const wanted = levels(target).map((level) => bisect(probes, level, tolerance(target)));
  return rising(wanted.filter((quality) => quality !== null));
}

const rising = (qualities: readonly number[]): number[] => [...new Set(qualities)].sort((a, b) => a - b);

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
  return rising(chosen);
}
