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

/**
 * A clip is added once. The aggregate's id is its digest; the same clip under the same name is no news, and the same
 * frames with another colour tag or rate are refused: one set of frames has one record, and every number rests on it.
 */
export const clipDecider: Decider<Clip | null, AddClip, ClipAdded, ClipContext> = {
  initial: null,
  decide(state, { aggregateId, data }, context): Decision<ClipAdded> {
    if (aggregateId !== data.digest) {
      return decline(
        refuse('wrong_subject', `subject: a clip's id is its digest, ${data.digest}`, { field: 'subject' }),
      );
    }
    if (state !== null) return decideKnown(state, data);
    const namesake = context.clip(data.name);
    if (namesake !== undefined) {
      return decline(refuse('name_taken', `name: ${data.name} is the clip ${namesake.digest}`, { field: 'name' }));
    }
    return accept({ type: 'ClipAdded', schemaVersion: 1, data });
  },
  evolve: (state, fact) => (fact.type === 'ClipAdded' ? clip.parse(fact.data) : state),
};

/** What makes two records of the same frames two different sources. */
const DESCRIPTION = ['width', 'height', 'frames', 'pixelFormat', 'matrix', 'range', 'fps'] as const;
type Described = (typeof DESCRIPTION)[number];

function decideKnown(known: Clip, given: Clip): Decision<ClipAdded> {
  const field = DESCRIPTION.find((each) => shown(known, each) !== shown(given, each));
  if (field !== undefined) {
    const allowed = [shown(known, field)];
    const message = `${field}: these frames are the clip ${known.name} with ${allowed[0]}, not ${shown(given, field)}`;
    return decline(refuse('clip_is_known_otherwise', message, { field, allowed }));
  }
  if (known.name === given.name) return accept();
  const allowed = [known.name];
  return decline(refuse('clip_has_a_name', `name: this clip is known as ${known.name}`, { field: 'name', allowed }));
}

/** A field for people, and for comparing. */
function shown(record: Clip, field: Described): string {
  if (field === 'fps') return String(record.fps.num / record.fps.den);
  return String(record[field] ?? 'no tag');
}
