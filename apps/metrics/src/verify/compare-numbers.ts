import { ArtifactDamaged, ArtifactMissing, type ArtifactStore } from '@codecsmith/artifacts';
import type { ExperimentFactData } from '@codecsmith/experiment';
import { compareValues, type Comparison } from './compare-values.ts';

type Measured = ExperimentFactData<'CandidateMeasured'>;
type Numbers = Pick<Measured, 'measurements' | 'bdRate' | 'isoQuality' | 'score' | 'aggregate' | 'verdict' | 'tier'>;
type Store = Pick<ArtifactStore, 'get'>;

export interface NumberComparison extends Comparison {
  readonly notes: readonly string[];
}

/**
 * Compares recorded numbers with those measured again, leaf by leaf. A metric that this release or this machine has and
 * the recording did not is no difference; a note names it.
 */
export async function compareNumbers(recorded: Numbers, found: Numbers, store: Store): Promise<NumberComparison> {
  const known = knownMetrics(recorded);
  const added = [...knownMetrics(found)].filter((name) => !known.has(name));
  const frames = await recordedFrames(recorded, known, store);
  const again = await recordedFrames(found, known, store);
  const before = { ...comparable(recorded, known), frames };
  const { verdict, ...now } = comparable(found, known);
  const compared = compareValues(before, {
    ...now,
    ...(recorded.verdict !== undefined && { verdict }),
    frames: again.filter(({ clip, quality }) => frames.some((one) => one.clip === clip && one.quality === quality)),
  });
  const notes = added.length === 0 ? [] : [`measured now, not recorded then: ${added.join(', ')}`];
  return { ...compared, notes };
}

/** Metrics that at least one run has. */
const knownMetrics = ({ measurements }: Numbers): ReadonlySet<string> =>
  new Set(measurements.flatMap(({ metrics }) => Object.keys(metrics)));

/** Everything that is a number, and why one is missing; not what merely describes the tools. */
const comparable = (
  { measurements, bdRate, isoQuality, score, aggregate, verdict, tier }: Numbers,
  known: ReadonlySet<string>,
) => ({
  measurements: measurements.map(({ clip, quality, bytes, kbps, bpp, ratioRaw, ratioSource, lossless, metrics }) => ({
    ...{ clip, quality, bytes, kbps, bpp, ratioRaw, ratioSource, lossless },
    metrics: pick(metrics, known),
  })),
  bdRate: bdRate.filter(({ metric }) => known.has(metric)),
  ...{ isoQuality, score, aggregate, verdict, tier },
});

const pick = (values: object, known: ReadonlySet<string>): object =>
  Object.fromEntries(Object.entries(values).filter(([name]) => name === 'bytes' || known.has(name)));

interface Frames {
  readonly clip: string;
  readonly quality: number;
  readonly frames: readonly object[];
}

/** The per-frame series that can be read; the check of the evidence names the others. */
async function recordedFrames({ measurements }: Numbers, known: ReadonlySet<string>, store: Store): Promise<Frames[]> {
  const read = measurements.map(async ({ clip, quality, perFrame }) => {
    try {
      const frames = JSON.parse((await store.get(perFrame)).toString('utf8')) as readonly object[];
      return [{ clip, quality, frames: frames.map((frame) => pick(frame, known)) }];
    } catch (error) {
      if (error instanceof ArtifactDamaged || error instanceof ArtifactMissing) return [];
      throw error;
    }
  });
  return (await Promise.all(read)).flat();
}
