import {
  clipCommands,
  clipDecider,
  type AddClip,
  type Clip,
  type ClipAdded,
  type ClipContext,
} from '@codecsmith/experiment';
import { defineAggregate } from '../port/aggregate.ts';
import { missingArtifact } from './artifact-check.ts';

/** Kind of the entries under which a clip is found, by digest and by name. */
export const CLIP = 'clip';

/** A clip as the ledger runs it. Its planes must be in the artifact store under its digest. */
export const clipAggregate = defineAggregate<Clip | null, typeof clipCommands, ClipAdded, ClipContext, AddClip>({
  name: 'clip',
  commands: clipCommands,
  decider: clipDecider,
  context: ({ lookup }) => ({ clip: (reference) => lookup(CLIP, reference) as Clip | undefined }),
  idFor: ({ data }) => (data as Clip).digest,
  lookups: ({ data }) => [data.digest, data.name].map((key) => ({ kind: CLIP, key })),
  entries: ({ data }) => {
    const clip = data as Clip;
    return [clip.digest, clip.name].map((key) => ({ kind: CLIP, key, value: clip }));
  },
  async prepare({ data }, artifacts) {
    const refusal = await missingArtifact(artifacts, [['digest', data.digest]]);
    return refusal === undefined ? { data } : { refusal };
  },
});
