/** What a reader should know of a result beside its numbers. */
export const FLAGS = {
  quality_ignored: 'fewer than four distinct rates over four or more qualities',
  not_deterministic: 'two encodes or two decodes of the same input differed',
  unsafe_jail: 'the candidate ran in a weaker jail than the full one',
  knows_the_clip: 'does better on a clip than on a crop or mirror image of it by more than an honest codec could',
  synthetic_clips: 'measured on clips that the lab drew itself: they give no verdict and no tier',
  lossy_source: 'a clip came from a lossy file, on its own grid of blocks: that favours codecs of the same kind',
  implausible_rate: 'a run needs less than a twentieth of the slow anchor’s bytes at equal psnr_y',
  carries_tables:
    'literals, comments and names compress to more than 32 KiB: score, verdict and tier count the source as sent',
} as const;
export type Flag = keyof typeof FLAGS;

/** A flag with what it means; one that this version does not know stands alone. */
export const flagText = (flag: string): string =>
  Object.hasOwn(FLAGS, flag) ? `${flag}: ${FLAGS[flag as Flag]}` : flag;

/** Whether a codec's `quality` does nothing: over four or more qualities there must be four different rates. */
export const ignoresQuality = (bytes: readonly number[]): boolean => bytes.length >= 4 && new Set(bytes).size < 4;

/** A run as the alarm for forged or broken numbers sees it. */
export interface MetricTuple {
  readonly clip: string;
  readonly bytes: number;
  readonly psnr_y: number | null;
  readonly ssim_y_ffmpeg: number;
}

/** How many equal tuples of different candidates raise the alarm. */
export const IDENTICAL_ALARM = 3;

/**
 * Groups of runs of different candidates whose numbers are the same to the last digit. Honest codecs hardly ever
 * collide; constants and fallbacks always do. Lossless runs are left out: they agree by nature in all but bytes.
 */
export function identicalMetrics(
  runs: readonly { readonly candidate: string; readonly metrics: MetricTuple }[],
): { readonly metrics: MetricTuple; readonly candidates: readonly string[] }[] {
  const groups = new Map<string, { metrics: MetricTuple; candidates: Set<string> }>();
  for (const { candidate, metrics } of runs) {
    if (metrics.psnr_y === null) continue;
    const key = JSON.stringify([metrics.clip, metrics.bytes, metrics.psnr_y, metrics.ssim_y_ffmpeg]);
    const group = groups.get(key) ?? { metrics, candidates: new Set<string>() };
    group.candidates.add(candidate);
    groups.set(key, group);
  }
  return [...groups.values()]
    .filter(({ candidates }) => candidates.size >= IDENTICAL_ALARM)
    .map(({ metrics, candidates }) => ({ metrics, candidates: [...candidates] }));
}

/** An honest codec moves by at most 0.3 points between a clip and its own crops, flips and offsets. */
const VARIANT_ALARM_POINTS = 3;
/** Where samples were altered too, honest codecs' rates move by up to 4 % against the anchor's (noise, resampling). */
const ALTERED_ALARM_RATE = 1.08;

/** A clip's score as the alarm for stored answers sees it. */
export interface VariantScore {
  readonly clip: string;
  readonly frames: number;
  /** Clip that this one is a part or mirror image of; only whole ones are compared, since length changes a score. */
  readonly variantOf?: string | undefined;
  /** Present where samples were changed too. */
  readonly alteration?: object | undefined;
  readonly score: number | null;
}

/** How many times the clip's rate, against the anchor's, the variant's is. */
const rateRatio = (score: number, other: number): number => (100 - other) / (100 - score);

const isSuspicious = (score: number | null, other: VariantScore): boolean =>
  score !== null &&
  other.score !== null &&
  score - other.score > VARIANT_ALARM_POINTS &&
  (other.alteration === undefined || rateRatio(score, other.score) > ALTERED_ALARM_RATE);

/**
 * Whether a codec does better on a clip than on that clip's own variants by more than it could honestly. Different
 * clips are never compared: they differ by ten points without anybody's fault.
 */
export const knowsTheClip = (scores: readonly VariantScore[]): boolean =>
  scores.some(({ clip, frames, score }) =>
    scores
      .filter((other) => other.variantOf === clip && other.frames === frames)
      .some((other) => isSuspicious(score, other)),
  );
