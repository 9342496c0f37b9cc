import type { CommandUnion } from '@codecsmith/kernel';
import { z } from 'zod';
import { generatorName } from '../generators.ts';
import { tag, title } from '../facts/annotating.schema.ts';
import { candidateDrafted, draftingFailed } from '../facts/drafting.schema.ts';
import { candidateReexecuted, phase, verification } from '../facts/ending.schema.ts';
import { environment, executionFailure, recordEncoded, recordExecuted, token } from '../facts/executing.schema.ts';
import { candidateMeasured, measurementFailed } from '../facts/measuring.schema.ts';
import { candidateCleared, candidateRejected } from '../facts/sanitizing.schema.ts';
import {
  anchorEncoder,
  artifact,
  clipReference,
  language,
  lane,
  limits,
  quality,
  slug,
  text,
  track,
} from '../facts/shared.schema.ts';

/** Inline code may be this large; larger files go to the artifact store first. */
export const INLINE_CODE_BYTES = 256 * 1024;

const attempt = z.int().positive();

/** Where the candidate comes from; `code` inline is stored as an artifact by the ledger before it decides. */
const requestSource = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('submitted'),
    code: z.union([z.string().min(1).max(INLINE_CODE_BYTES), artifact]),
    fileName: text(255).default('codec.py'),
    language: language.nullable().default(null),
  }),
  z.strictObject({
    kind: z.literal('generated'),
    provider: generatorName.default('template'),
    seed: text(200),
  }),
]);

/**
 * Every command an experiment takes, and the schema of its data. Those that people send refuse fields that they do not
 * know, so that a misspelt name is not ignored in silence.
 */
export const experimentCommands = {
  request: z.strictObject({
    source: requestSource,
    /** Digest, or name, of clips that the lab knows. */
    clips: z.array(clipReference).min(1).max(64),
    qualities: z.array(quality).min(1).max(32).default([20, 40, 60, 80]),
    track: track.nullable().default(null),
    limits: limits.default({}),
    lane: lane.default('cpu'),
    campaign: slug.nullable().default(null),
    parents: z.array(slug).max(16).default([]),
    operator: z.string().max(50).nullable().default(null),
    /** To compare with besides x264; on a clip that is new this takes the encoders' time. */
    anchors: z.array(anchorEncoder).max(8).default([]),
    /** What people call it; else the name of the submitted file. */
    name: title.optional(),
  }),
  'record-draft': candidateDrafted,
  'record-drafting-failed': draftingFailed,
  'record-cleared': candidateCleared.omit({ duplicateOf: true }),
  'record-rejected': candidateRejected,
  'start-execution': z.object({ attempt, executor: z.string().min(1).max(200), lane, environment }),
  /** Ends the first half of a split execution. */
  'record-encoded': recordEncoded,
  'record-executed': recordExecuted,
  'record-execution-failed': executionFailure.extend({
    token,
    kind: z.enum(['crashed', 'timed_out', 'out_of_memory', 'output_invalid', 'jail_violated']),
  }),
  /** An executor hands its attempt back: by the lab's own fault, though it is fit for others, or since it is shut down. */
  'report-lab-fault': z.object({
    attempt,
    token,
    reason: text(1000),
    because: z.enum(['lab_fault', 'shutdown']).default('lab_fault'),
  }),
  'record-measured': candidateMeasured,
  'record-measurement-failed': measurementFailed,
  cancel: z.strictObject({ reason: text(1000).default('asked to') }),
  'expire-attempt': z.object({ attempt }),
  'expire-phase': z.object({ phase, version: z.int().positive(), limitMs: z.int().positive() }),
  /** Names an experiment, or writes a note, tags or a star beside it. A field left out stays; null takes it away. */
  annotate: z.strictObject({
    name: title.nullable().optional(),
    note: text(4000).nullable().optional(),
    starred: z.boolean().optional(),
    /** Tags to add, and tags to take away. */
    tag: z.array(tag).max(16).default([]),
    untag: z.array(tag).max(16).default([]),
  }),
  /** Asks that a completed experiment be proved again from its recorded bytes. */
  verify: z.strictObject({}),
  'record-reexecution': candidateReexecuted,
  'record-verification': verification,
} as const;

export type ExperimentCommandType = keyof typeof experimentCommands;
export type ExperimentCommandData<T extends ExperimentCommandType> = z.output<(typeof experimentCommands)[T]>;
/** What a sender may write: fields with a default may be left out. */
export type ExperimentCommandInput<T extends ExperimentCommandType> = z.input<(typeof experimentCommands)[T]>;

/** A command of an experiment after its data was parsed. */
export type ExperimentCommand = CommandUnion<typeof experimentCommands, 'experiment'>;
