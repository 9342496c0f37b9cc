import {
  accept,
  canonicalJson,
  decline,
  refuse,
  type CommandUnion,
  type Decider,
  type FactUnion,
} from '@codecsmith/kernel';
import { z } from 'zod';
import { text } from '../facts/shared.schema.ts';

/** Worker of the earlier system that a record comes from: job ids `proc_exp_…` and `gpu_exp_…`, or neither. */
export const LEGACY_SHAPES = ['process', 'gpu', 'unknown'] as const;

/** Why the figures of a record are no measurement. */
export const PLACEHOLDERS = ['default_metrics', 'baseline_bitrate', 'zero_metric', 'identical_metrics'] as const;
export type Placeholder = (typeof PLACEHOLDERS)[number];

/** A record of the earlier system. Its figures are shown as what that system said, and never beside measured ones. */
const legacyRecord = z.strictObject({
  legacyId: text(200).min(1),
  shape: z.enum(LEGACY_SHAPES),
  /** As the record had it; null when it had none. */
  status: text(100).nullable(),
  /** Whether the record still said that it runs. Nothing runs it any more: it is closed. */
  stuck: z.boolean(),
  /** Why it is closed, where it was stuck. */
  cause: text(300).nullable(),
  /** As the record had it. */
  startedAt: text(100).nullable(),
  /** Every number of the record, by its path. */
  figures: z.record(z.string().max(200), z.number()),
  placeholders: z.array(z.enum(PLACEHOLDERS)),
  /** The whole record, as JSON. */
  record: z.record(z.string(), z.unknown()),
});
export type LegacyRecord = z.output<typeof legacyRecord>;

/** Commands of a record of the earlier system. */
export const legacyCommands = { import: legacyRecord } as const;

/** Every fact of such a record. */
export const legacyFacts = { LegacyExperimentImported: legacyRecord } as const;

export type LegacyCommand = CommandUnion<typeof legacyCommands, 'legacy'>;
export type LegacyFact = FactUnion<typeof legacyFacts>;
export type LegacyState = LegacyRecord | null;

/** A record is imported once. The same again is no news; another one under the same id is refused. */
export const legacyDecider: Decider<LegacyState, LegacyCommand, LegacyFact, object> = {
  initial: null,
  decide(state, { data }) {
    if (state === null) return accept({ type: 'LegacyExperimentImported', schemaVersion: 1, data });
    if (canonicalJson(state.record) === canonicalJson(data.record)) return accept();
    const message = `legacyId: ${data.legacyId} was imported with other contents`;
    return decline(refuse('imported_otherwise', message, { field: 'legacyId' }));
  },
  evolve: (_, { data }) => legacyFacts.LegacyExperimentImported.parse(data),
};
