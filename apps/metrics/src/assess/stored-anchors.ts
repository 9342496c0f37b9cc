import type { ArtifactStore } from '@codecsmith/artifacts';
import type { Clip, ExperimentCommandData } from '@codecsmith/experiment';
import { rateOf, type Rate } from '@codecsmith/quality';
import type { AnchorRun } from '@codecsmith/media';
import type { ClipResult } from './assessment-parts.ts';

type AnchorReferences = NonNullable<ExperimentCommandData<'record-measured'>['anchors']>;

/** A point of an anchor as reports and exports read it: measured figures, rate, and how to make it again. */
type StoredAnchorPoint = AnchorRun & Rate;

/** Stores the points that a candidate was compared with, so that whoever reads its BD-rate can compute it again. */
export async function storedAnchors(clips: readonly ClipResult[], store: ArtifactStore): Promise<AnchorReferences> {
  const stored: AnchorReferences = [];
  for (const { clip, anchors } of clips) {
    for (const { anchor, mode, runs, unavailable } of anchors) {
      if (unavailable !== null) continue;
      stored.push({ clip: clip.digest, anchor, mode, curve: await storeCurve(clip, runs, store) });
    }
  }
  return stored;
}

/** Digest of the artifact with the points of one curve: a JSON array of {@link StoredAnchorPoint}. */
export async function storeCurve(clip: Clip, runs: readonly AnchorRun[], store: ArtifactStore): Promise<string> {
  const points = runs.map((run): StoredAnchorPoint => ({ ...run, ...rateOf({ ...clip, ...run, sourceWhole: true }) }));
  return (await store.put(Buffer.from(JSON.stringify(points)))).digest;
}
