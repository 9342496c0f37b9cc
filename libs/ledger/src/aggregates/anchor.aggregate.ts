import {
  anchorCommands,
  anchorDecider,
  anchorIdFor,
  type AnchorCommand,
  type AnchorCommandData,
  type AnchorContext,
  type AnchorFact,
  type AnchorState,
  type Clip,
} from '@codecsmith/experiment';
import { defineAggregate } from '../port/aggregate.ts';
import { missingArtifact } from './artifact-check.ts';
import { CLIP } from './clip.aggregate.ts';

/** An anchor as the ledger runs it. Its id follows from the clip, the encoder and the mode. */
export const anchorAggregate = defineAggregate<
  AnchorState,
  typeof anchorCommands,
  AnchorFact,
  AnchorContext,
  AnchorCommand
>({
  bringsWork: ['measure'],
  name: 'anchor',
  commands: anchorCommands,
  decider: anchorDecider,
  context: ({ lookup }) => ({ clip: (reference) => lookup(CLIP, reference) as Clip | undefined }),
  idFor: ({ type, data }) => (type === 'measure' ? anchorIdFor(data as AnchorCommandData<'measure'>) : undefined),
  lookups: (command) => (command.type === 'measure' ? [{ kind: CLIP, key: command.data.clip }] : []),
  async prepare(command, artifacts) {
    if (command.type !== 'record-measured') return { data: command.data };
    const refusal = await missingArtifact(artifacts, [['curve', command.data.curve]]);
    return refusal === undefined ? { data: command.data } : { refusal };
  },
});
