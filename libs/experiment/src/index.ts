import type { Decider } from '@codecsmith/kernel';
import type { ExperimentCommand } from './commands/index.ts';
import type { ExperimentContext } from './context.ts';
import { decide } from './decide/decide.ts';
import { evolve } from './evolve/evolve.ts';
import type { ExperimentFact } from './facts/index.ts';
import { ABSENT, type ExperimentState } from './state.ts';

/** The experiment as the ledger runs it. */
export const experimentDecider: Decider<ExperimentState, ExperimentCommand, ExperimentFact, ExperimentContext> = {
  initial: ABSENT,
  decide,
  evolve,
};

export {
  anchorCommands,
  anchorDecider,
  anchorEffort,
  anchorFacts,
  anchorIdFor,
  type AnchorCommand,
  type AnchorCommandData,
  type AnchorContext,
  type AnchorFact,
  type AnchorFactData,
  type AnchorState,
} from './anchor.ts';
export { ANCHOR_MODES, anchorMode, type AnchorMode } from './anchor-mode.ts';
export {
  LEGACY_SHAPES,
  legacyCommands,
  legacyDecider,
  legacyFacts,
  PLACEHOLDERS,
  type LegacyCommand,
  type LegacyFact,
  type LegacyRecord,
  type LegacyState,
  type Placeholder,
} from './legacy/legacy.ts';
export { placeholdersOf } from './legacy/placeholders.ts';
export { readLegacyRecord, UnreadableRecord } from './legacy/read-record.ts';
export { anchorCurvePoints, anchorPoint, type AnchorCurvePoints } from './anchor-points.ts';
export {
  clipCommands,
  clipDecider,
  clipFacts,
  type ClipCommand,
  type ClipContext,
  type ClipFact,
  type ClipState,
} from './clip.ts';
export {
  experimentCommands,
  INLINE_CODE_BYTES,
  type ExperimentCommand,
  type ExperimentCommandData,
  type ExperimentCommandInput,
  type ExperimentCommandType,
} from './commands/index.ts';
export { MAX_FAILED_BY_LAB, MAX_LOST, type ExperimentContext } from './context.ts';
export { GENERATOR_NAMES, GENERATORS, generatorName, type Generator, type GeneratorName } from './generators.ts';
export { causeOf } from './decide/outcome.ts';
export { replay } from './evolve/evolve.ts';
export { experimentAnnotated, nameOfRequest, NO_ANNOTATION, type Annotation } from './facts/annotating.schema.ts';
export { OUTCOMES, outcome, phase, type Outcome, type Phase } from './facts/ending.schema.ts';
export {
  experimentFacts,
  type ExperimentFact,
  type ExperimentFactData,
  type ExperimentFactType,
} from './facts/index.ts';
export { clipTitle, isExcerpt } from './clip-title.ts';
export { codingModeText } from './coding-mode-text.ts';
export { executed, type CodingMode } from './facts/executing.schema.ts';
export { measured, type Measurement } from './facts/measuring.schema.ts';
export { metricFields } from './facts/metric.schema.ts';
export { SORT_KEYS, type SortKey } from './sort-keys.ts';
export type { Candidate } from './facts/sanitizing.schema.ts';
export {
  alteration,
  anchorEncoder,
  clip,
  clipReference,
  limits,
  type Cause,
  type Clip,
  type Limits,
} from './facts/shared.schema.ts';
export { ABSENT, type Concluded, type ExperimentState, type Living } from './state.ts';
export { candidateOf, TRIAL, trialId } from './trial.ts';
export { waitsFor } from './waits-for.ts';
export { versionOf } from './versions/index.ts';
