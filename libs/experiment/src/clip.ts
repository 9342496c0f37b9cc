import {
  accept,
  decline,
  refuse,
  type CommandUnion,
  type Decider,
  type Decision,
  type FactUnion,
} from '@codecsmith/kernel';
import { z } from 'zod';
import { clip, digest, slug, type Clip } from './facts/shared.schema.ts';

/** What belongs to the use of frames rather than to the frames: it can be corrected. */
const correction = z.strictObject(clip.pick({ fps: true, matrix: true, range: true }).partial().shape);

/** Commands of a clip. The planes must be in the artifact store under the clip's digest. */
export const clipCommands = {
  add: z.strictObject(clip.shape),
  /** Sets the rate and the tags of later experiments; those that ran keep what they ran with. */
  correct: correction,
  rename: z.strictObject({ name: slug }),
  /** Forgets the names. The planes stay: facts refer to them. */
  remove: z.strictObject({}),
} as const;
export type ClipCommand = CommandUnion<typeof clipCommands, 'clip'>;

/** Every fact of a clip and the schema of its data: the whole record after it. */
export const clipFacts = {
  ClipAdded: clip,
  ClipCorrected: clip,
  ClipRenamed: clip.extend({ was: slug }),
  ClipRemoved: z.object({ digest, names: z.array(slug).min(1) }),
} as const;
export type ClipFact = FactUnion<typeof clipFacts>;

/**
 * The uses of one set of frames, the one that people named first: frames have one identity, and each use its name, rate
 * and tags. Null before the first, and after they were removed.
 */
export type ClipState = readonly Clip[] | null;

export interface ClipContext {
  /** Clip that bears this name already. */
  clip(reference: string): Clip | undefined;
}

type ClipDecision = Decision<ClipFact>;

/**
 * A clip's id is the digest of its frames. People give frames one name; parts that the lab cuts may be the same frames,
 * and are uses of their own, with the rate and tags of the clip that they were cut from.
 */
export const clipDecider: Decider<ClipState, ClipCommand, ClipFact, ClipContext> = {
  initial: null,
  decide(state, command, context): ClipDecision {
    if (command.type === 'add') return decideAdd(state, command, context);
    const [known] = state ?? [];
    if (known === undefined) {
      return decline(refuse('unknown_clip', `subject: no clip ${command.aggregateId} here`, { field: 'subject' }));
    }
    switch (command.type) {
      case 'correct':
        return corrected(known, command.data);
      case 'rename':
        return decideRename(known, command.data.name, context);
      case 'remove':
        return accept(fact('ClipRemoved', { digest: known.digest, names: (state ?? []).map(({ name }) => name) }));
    }
  },
  evolve(state, { type, data }) {
    switch (type) {
      case 'ClipAdded':
        return withUse(state, clip.parse(data));
      case 'ClipCorrected':
        return withUse(state, clip.parse(data));
      case 'ClipRenamed': {
        const { was, ...record } = clipFacts.ClipRenamed.parse(data);
        return (state ?? []).map((use) => (use.name === was ? record : use));
      }
      case 'ClipRemoved':
        return null;
      default:
        return state;
    }
  },
};

const fact = <T extends ClipFact['type']>(type: T, data: Extract<ClipFact, { type: T }>['data']): ClipFact =>
  ({ type, schemaVersion: 1, data }) as ClipFact;

/** The record under its name; one that people named stands before those that the lab cut. */
function withUse(state: ClipState, record: Clip): readonly Clip[] {
  const uses = state ?? [];
  if (uses.some(({ name }) => name === record.name))
    return uses.map((use) => (use.name === record.name ? record : use));
  return record.variantOf === undefined ? [record, ...uses] : [...uses, record];
}

function decideAdd(
  state: ClipState,
  { aggregateId, data }: Extract<ClipCommand, { type: 'add' }>,
  context: ClipContext,
): ClipDecision {
  if (aggregateId !== data.digest) {
    return decline(refuse('wrong_subject', `subject: a clip's id is its digest, ${data.digest}`, { field: 'subject' }));
  }
  const uses = state ?? [];
  const shape = uses.map((use) => otherShape(use, data)).find((refusal) => refusal !== undefined);
  if (shape !== undefined) return decline(shape);
  const same = uses.find(({ name }) => name === data.name);
  if (same !== undefined) return data.variantOf === undefined ? decideAgain(same, data) : corrected(same, data);
  const named = uses.find(({ variantOf }) => variantOf === undefined);
  if (named !== undefined && data.variantOf === undefined) return decline(hasName(named));
  return nameTaken(data, context) ?? accept(fact('ClipAdded', data));
}

/** Frames under their own name again: news only where the rate or a tag is another, which is for `correct`. */
function decideAgain(known: Clip, given: Clip): ClipDecision {
  const field = CORRECTABLE.find((each) => shown(known, each) !== shown(given, each));
  if (field === undefined) return accept();
  const allowed = [shown(known, field)];
  const message = `${field}: these frames are the clip ${known.name} with ${allowed[0]}, not ${shown(given, field)}; correct it first`;
  return decline(refuse('clip_is_known_otherwise', message, { field, allowed }));
}

const hasName = ({ name }: Clip) =>
  refuse('clip_has_a_name', `name: this clip is known as ${name}; rename it first`, { field: 'name', allowed: [name] });

function nameTaken(
  { name, digest: own }: Pick<Clip, 'name' | 'digest'>,
  context: ClipContext,
): ClipDecision | undefined {
  const namesake = context.clip(name);
  if (namesake === undefined || namesake.digest === own) return undefined;
  return decline(refuse('name_taken', `name: ${name} is the clip ${namesake.digest}`, { field: 'name' }));
}

function decideRename(known: Clip, name: string, context: ClipContext): ClipDecision {
  if (known.name === name) return accept();
  const renamed = { ...known, name };
  return nameTaken(renamed, context) ?? accept(fact('ClipRenamed', { ...renamed, was: known.name }));
}

function corrected(
  known: Clip,
  { fps = known.fps, matrix = known.matrix, range = known.range }: z.output<typeof correction>,
): ClipDecision {
  const record = { ...known, fps, matrix, range };
  const isNews = CORRECTABLE.some((field) => shown(known, field) !== shown(record, field));
  return isNews ? accept(fact('ClipCorrected', record)) : accept();
}

/** What bytes are, as opposed to how they are used. */
const SHAPE = ['width', 'height', 'frames', 'pixelFormat'] as const;
const CORRECTABLE = ['matrix', 'range', 'fps'] as const;

function otherShape(known: Clip, given: Clip) {
  const field = SHAPE.find((each) => known[each] !== given[each]);
  if (field === undefined) return undefined;
  const allowed = [String(known[field])];
  const message = `${field}: these frames are the clip ${known.name} with ${allowed[0]}, not ${given[field]}`;
  return refuse('clip_is_known_otherwise', message, { field, allowed });
}

/** A field for people, and for comparing. */
function shown(record: Clip, field: (typeof CORRECTABLE)[number]): string {
  if (field === 'fps') return String(record.fps.num / record.fps.den);
  return record[field] ?? 'no tag';
}
