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
import { anchorMode, ANCHOR_MODES } from './anchor-mode.ts';
import { anchorEncoder, clip, digest, text, type Clip } from './facts/shared.schema.ts';

/** `medium` is what verdicts are given against; `slow` shows what the encoder can do at most. */
export const anchorEffort = z.enum(['medium', 'slow']);

/** Which curve: one encoder in one mode with one effort. */
const which = { encoder: anchorEncoder, mode: anchorMode, effort: anchorEffort.default('medium') };

/** Commands of an anchor: one standard encoder in one mode with one effort on one clip. */
export const anchorCommands = {
  measure: z.strictObject({ clip: digest, ...which }),
  'record-measured': z.object({
    /** Artifact: JSON array of the measured points. */
    curve: digest,
    points: z.int().positive(),
    encoderVersion: text(500),
  }),
  'record-failed': z.object({ reason: text(1000) }),
} as const;

/** Every fact of an anchor and the schema of its data. */
export const anchorFacts = {
  AnchorRequested: z.object({ clip, ...which }),
  AnchorMeasured: z.object({
    ...{ clip: digest, ...which },
    ...anchorCommands['record-measured'].shape,
  }),
  AnchorFailed: z.object({ clip: digest, ...which, reason: text(1000) }),
} as const;

type FactType = keyof typeof anchorFacts;
export type AnchorFactData<Type extends FactType> = z.infer<(typeof anchorFacts)[Type]>;
export type AnchorFact = FactUnion<typeof anchorFacts>;

type Verb = keyof typeof anchorCommands;
export type AnchorCommandData<Type extends Verb> = z.output<(typeof anchorCommands)[Type]>;
export type AnchorCommand = CommandUnion<typeof anchorCommands, 'anchor'>;

export interface AnchorContext {
  /** Clip by digest. */
  clip(reference: string): Clip | undefined;
}

/** What the anchor measures, once it was asked for. */
export type AnchorState = AnchorFactData<'AnchorRequested'> | null;

const DIGEST_CHARACTERS = 20;

/** The same encoder, mode and effort on the same clip is the same anchor. */
export const anchorIdFor = ({ clip: of, encoder, mode, effort }: AnchorCommandData<'measure'>): string =>
  `anchor-${of.slice(0, DIGEST_CHARACTERS)}-${encoder}-${mode}${effort === 'slow' ? '-slow' : ''}`;

/** Measuring again is allowed: another version of the encoder gives another curve. */
export const anchorDecider: Decider<AnchorState, AnchorCommand, AnchorFact, AnchorContext> = {
  initial: null,
  decide(state, command, context): Decision<AnchorFact> {
    if (command.type === 'measure') return decideMeasure(command, context);
    if (state === null) return decline(refuse('unknown_anchor', `subject: nobody requested ${command.aggregateId}`));
    const about = { ...state, clip: state.clip.digest };
    return command.type === 'record-measured'
      ? accept({ type: 'AnchorMeasured', schemaVersion: 1, data: { ...about, ...command.data } })
      : accept({ type: 'AnchorFailed', schemaVersion: 1, data: { ...about, ...command.data } });
  },
  evolve: (state, { type, data }) => (type === 'AnchorRequested' ? anchorFacts.AnchorRequested.parse(data) : state),
};

function decideMeasure(
  { aggregateId, data }: Extract<AnchorCommand, { type: 'measure' }>,
  context: AnchorContext,
): Decision<AnchorFact> {
  const id = anchorIdFor(data);
  if (aggregateId !== id)
    return decline(refuse('wrong_subject', `subject: this anchor is ${id}`, { field: 'subject' }));
  const found = context.clip(data.clip);
  if (found === undefined) {
    return decline(refuse('unknown_clip', `clip: no clip ${data.clip} here; add it first`, { field: 'clip' }));
  }
  if (data.encoder === 'svtav1' && data.mode === 'low-delay') {
    const allowed = ANCHOR_MODES.filter((mode) => mode !== 'low-delay');
    return decline(refuse('no_such_anchor', 'mode: svtav1 has no low-delay anchor', { field: 'mode', allowed }));
  }
  if (found.pixelFormat !== 'yuv420p') {
    const message = `clip: ${found.name} is ${found.pixelFormat}; anchors take yuv420p`;
    return decline(refuse('clip_not_8_bit', message, { field: 'clip', allowed: ['yuv420p'] }));
  }
  return accept({ type: 'AnchorRequested', schemaVersion: 1, data: { ...data, clip: found } });
}
