import type { ArtifactStore } from '@codecsmith/artifacts';
import type { Fact } from '@codecsmith/kernel';
import { frameSeriesSchema, type ExperimentDocument, type FramePoint } from '@codecsmith/client';
import { buildExperimentDocument } from './experiment-document.ts';

/**
 * The document with its per-frame series.
 *
 * @throws ArtifactMissing or ArtifactDamaged for a series that the store cannot give; ZodError for one that is none
 */
export async function loadExperimentDocument(
  facts: readonly Fact[],
  artifacts: Pick<ArtifactStore, 'get'>,
): Promise<ExperimentDocument> {
  const bare = buildExperimentDocument(facts);
  const series = new Map<string, FramePoint[]>();
  for (const { perFrameDigest } of bare.runs) {
    if (series.has(perFrameDigest)) continue;
    const bytes = await artifacts.get(perFrameDigest);
    series.set(perFrameDigest, frameSeriesSchema.parse(JSON.parse(bytes.toString('utf8'))));
  }
  return series.size === 0 ? bare : buildExperimentDocument(facts, series);
}
