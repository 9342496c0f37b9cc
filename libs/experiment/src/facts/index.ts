import type { FactUnion } from '@codecsmith/kernel';
import type { z } from 'zod';
import * as annotating from './annotating.schema.ts';
import * as drafting from './drafting.schema.ts';
import * as ending from './ending.schema.ts';
import * as executing from './executing.schema.ts';
import * as measuring from './measuring.schema.ts';
import * as sanitizing from './sanitizing.schema.ts';

/** Every fact of an experiment and the schema of its data. The order is the order of a life. */
export const experimentFacts = {
  ExperimentRequested: drafting.experimentRequested,
  CandidateDrafted: drafting.candidateDrafted,
  DraftingFailed: drafting.draftingFailed,
  CandidateCleared: sanitizing.candidateCleared,
  CandidateRejected: sanitizing.candidateRejected,
  ExecutionQueued: executing.executionQueued,
  ExecutionStarted: executing.executionStarted,
  BitstreamsEncoded: executing.bitstreamsEncoded,
  CandidateExecuted: executing.candidateExecuted,
  ExecutionCrashed: executing.executionFailure,
  ExecutionTimedOut: executing.executionFailure,
  ExecutionOutOfMemory: executing.executionFailure,
  OutputInvalid: executing.executionFailure,
  JailViolated: executing.executionFailure,
  ExecutorLost: executing.executorLost,
  CandidateMeasured: measuring.candidateMeasured,
  MeasurementFailed: measuring.measurementFailed,
  ExperimentRetried: ending.experimentRetried,
  ExperimentCancelled: ending.experimentCancelled,
  ExperimentExpired: ending.experimentExpired,
  ExperimentConcluded: ending.experimentConcluded,
  LateResultIgnored: executing.lateResultIgnored,
  VerificationRequested: ending.verificationRequested,
  CandidateReexecuted: ending.candidateReexecuted,
  VerificationPassed: ending.verification,
  VerificationFailed: ending.verification,
  ExperimentAnnotated: annotating.experimentAnnotated,
} as const;

export type ExperimentFactType = keyof typeof experimentFacts;
export type ExperimentFactData<T extends ExperimentFactType> = z.infer<(typeof experimentFacts)[T]>;

/** A fact of an experiment as a decision makes it. */
export type ExperimentFact = FactUnion<typeof experimentFacts, number>;
