import { accept, decline, refuse, type Decider, type Decision } from '@codecsmith/kernel';
import { clip, type Clip } from './facts/shared.schema.ts';

/** Every fact of a clip and the schema of its data. */
export const clipFacts = { ClipAdded: clip } as const;
export type ClipAdded = { readonly type: 'ClipAdded'; readonly schemaVersion: 1; readonly data: Clip };
export type AddClip = { readonly type: 'add'; readonly aggregateId: string; readonly data: Clip };

export interface ClipContext {
  /** Clip that bears this name already. */
  clip(reference: string): Clip | undefined;
}

/** A clip is added once. The aggregate's id is its digest; the same clip under the same name is no news. */
export const clipDecider: Decider<Clip | null, AddClip, ClipAdded, ClipContext> = {
  initial: null,
  decide(state, { aggregateId, data }, context): Decision<ClipAdded> {
    if (aggregateId !== data.digest) {
      return decline(
        refuse('wrong_subject', `subject: a clip's id is its digest, ${data.digest}`, { field: 'subject' }),
      );
    }
    if (state !== null) {
      return state.name === data.name
        ? accept()
        : decline(
            refuse('clip_has_a_name', `name: this clip is known as ${state.name}`, {
              field: 'name',
              allowed: [state.name],
            }),
          );
    }
    const namesake = context.clip(data.name);
    if (namesake !== undefined) {
      return decline(refuse('name_taken', `name: ${data.name} is the clip ${namesake.digest}`, { field: 'name' }));
    }
    return accept({ type: 'ClipAdded', schemaVersion: 1, data });
  },
  evolve: (state, fact) => (fact.type === 'ClipAdded' ? clip.parse(fact.data) : state),
};
