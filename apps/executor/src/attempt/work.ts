import type { ArtifactStore } from '@codecsmith/artifacts';
import type { ExperimentFactData } from '@codecsmith/experiment';
import { z } from 'zod';
import type { CandidateToRun, ClipToRun } from '../run/candidate-run.ts';

export type Queued = ExperimentFactData<'ExecutionQueued'>;

/** Libraries that a guest can have loaded before its clock starts; numpy always is. */
const PRELOADABLE = ['torch', 'cv2', 'PIL'];

const lineMapSchema = z.array(z.int().positive());

/** Fetches the code that was cleared. */
export async function fetchCandidate(
  store: ArtifactStore,
  { code, candidate, lineMap }: Queued,
): Promise<CandidateToRun> {
  const { language, api, color, track, needs, imports } = candidate;
  const wanted = new Set([...needs, ...imports.map((name) => name.split('.')[0] ?? name)]);
  return {
    ...{ language, api, color, track },
    code: (await store.get(code)).toString('utf8'),
    preload: PRELOADABLE.filter((name) => wanted.has(name)),
    ...(lineMap === null ? {} : { lineMap: await fetchLineMap(store, lineMap) }),
  };
}

const fetchLineMap = async (store: ArtifactStore, digest: string): Promise<number[]> =>
  lineMapSchema.parse(JSON.parse((await store.get(digest)).toString('utf8')));

/** The clips without their planes: enough to decode. */
export const describedClips = ({ clips }: Queued): ClipToRun[] => clips.map((record) => ({ record, planes: '' }));

/** Fetches the planes of every clip; their digests are proved on the way. */
export async function fetchClips(store: ArtifactStore, { clips }: Queued): Promise<ClipToRun[]> {
  const fetched: ClipToRun[] = [];
  for (const record of clips) fetched.push({ record, planes: await store.localPath(record.digest) });
  return fetched;
}
