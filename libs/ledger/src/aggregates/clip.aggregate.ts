import {
  clipCommands,
  clipDecider,
  clipFacts,
  type Clip,
  type ClipCommand,
  type ClipContext,
  type ClipFact,
  type ClipState,
} from '@codecsmith/experiment';
import type { Fact } from '@codecsmith/kernel';
import { defineAggregate, type LookupEntry } from '../port/aggregate.ts';
import { missingArtifact } from './artifact-check.ts';

/** Kind of the entries under which a clip is found, by digest and by name. */
export const CLIP = 'clip';

/** A clip as the ledger runs it. Its planes must be in the artifact store under its digest. */
export const clipAggregate = defineAggregate<ClipState, typeof clipCommands, ClipFact, ClipContext, ClipCommand>({
  bringsWork: ['add'],
  name: 'clip',
  commands: clipCommands,
  decider: clipDecider,
  context: ({ lookup }) => ({ clip: (reference) => lookup(CLIP, reference) as Clip | undefined }),
  idFor: ({ type, data }) => (type === 'add' ? (data as Clip).digest : undefined),
  lookups: (command) => namesOf(command).map((key) => ({ kind: CLIP, key })),
  entries: entriesOf,
  async prepare(command, artifacts) {
    if (command.type !== 'add') return { data: command.data };
    const refusal = await missingArtifact(artifacts, [['digest', command.data.digest]]);
    return refusal === undefined ? { data: command.data } : { refusal };
  },
});

function namesOf(command: ClipCommand): readonly string[] {
  if (command.type === 'add') return [command.data.digest, command.data.name];
  return command.type === 'rename' ? [command.data.name] : [];
}

/** The newest fact decides what a name means. Parts that the lab cut leave the digest to the clip that people named. */
function entriesOf({ type, data }: Fact): readonly LookupEntry[] {
  if (type === 'ClipRemoved') {
    const { digest, names } = clipFacts.ClipRemoved.parse(data);
    return [digest, ...names].map((key) => entry(key, null));
  }
  const { was, ...clip } = clipFacts.ClipRenamed.partial({ was: true }).parse(data);
  const byDigest = { ...entry(clip.digest, clip), latest: clip.variantOf === undefined };
  return [byDigest, ...(was === undefined ? [] : [entry(was, null)]), entry(clip.name, clip)];
}

const entry = (key: string, value: Clip | null): LookupEntry => ({ kind: CLIP, key, value, latest: true });
