import type { ArtifactStore } from '@codecsmith/artifacts';
import type { ForeignHalf } from '../run/run-candidate.ts';
import type { Queued } from './work.ts';

/** What another executor encoded, as the queued fact names it. */
export type EncodedFacts = NonNullable<Queued['encoded']>;

/** Fetches the bitstreams that are to be decoded; their digests are proved on the way. */
export async function fetchForeignHalf(
  store: ArtifactStore,
  { runs, deterministic }: EncodedFacts,
): Promise<ForeignHalf> {
  const fetched: ForeignHalf['runs'][number][] = [];
  for (const { bitstream, ...run } of runs) fetched.push({ ...run, bitstream: await store.get(bitstream.digest) });
  return { runs: fetched, deterministic };
}

/** The log of both halves: what the encoders printed comes first. */
export async function withLogOf(store: ArtifactStore, { log }: EncodedFacts, own: string): Promise<string> {
  return log === null ? own : (await store.get(log)).toString('utf8') + own;
}
