import { ArtifactDamaged, ArtifactMissing, type ArtifactStore } from '@codecsmith/artifacts';
import type { ExperimentFactData } from '@codecsmith/experiment';
import type { Comparison } from './compare-values.ts';

/** Reads every artifact that the facts name; each that is damaged or gone is named with what it was. */
export async function verifyEvidence(
  store: ArtifactStore,
  executed: ExperimentFactData<'CandidateExecuted'>,
  measured: ExperimentFactData<'CandidateMeasured'>,
): Promise<Comparison> {
  const named: [what: string, digest: string][] = [
    ['code', executed.code],
    ...executed.runs.flatMap(({ clip, quality, bitstream, reconstruction }): [string, string][] => [
      [`clip ${clip.slice(0, 12)} quality ${quality}: bitstream`, bitstream.digest],
      [`clip ${clip.slice(0, 12)} quality ${quality}: reconstruction`, reconstruction.digest],
    ]),
    ...measured.measurements.map(({ perFrame }): [string, string] => ['per-frame series', perFrame]),
    ...(measured.anchors ?? []).map(({ anchor, mode, curve }): [string, string] => [`${anchor} ${mode}`, curve]),
  ];
  const byDigest = new Map(named.map(([what, digest]) => [digest, what]));
  const differences: string[] = [];
  for (const [digest, what] of byDigest) {
    const problem = await problemOf(store, digest);
    if (problem !== null) differences.push(`${what}: ${problem}`);
  }
  return { matches: byDigest.size - differences.length, differences };
}

async function problemOf(store: ArtifactStore, digest: string): Promise<string | null> {
  try {
    await store.localPath(digest);
    return null;
  } catch (error) {
    if (error instanceof ArtifactDamaged || error instanceof ArtifactMissing) return error.message;
    throw error;
  }
}
