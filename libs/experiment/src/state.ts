import type { Lane } from '@codecsmith/kernel';
import type { ExperimentFactData } from './facts/index.ts';
import type { EncodedHalf } from './facts/executing.schema.ts';
import type { Annotation } from './facts/annotating.schema.ts';
import type { Outcome, Phase } from './facts/ending.schema.ts';

/** An experiment that nobody has asked for. */
interface Absent {
  readonly phase: 'absent';
}

/** What later decisions need of an experiment's past; the facts themselves hold everything else. */
export interface Living {
  readonly phase: Exclude<Phase, 'concluded'>;
  /** Version of the fact that opened the phase: a deadline refers to it. */
  readonly phaseVersion: number;
  readonly request: ExperimentFactData<'ExperimentRequested'>;
  readonly cleared: ExperimentFactData<'CandidateCleared'> | null;
  /** Number of the current execution attempt; 0 before the first. */
  readonly attempt: number;
  /** Kind of executor that the current attempt waits for, or runs on; the requested one before the first. */
  readonly lane: Lane;
  /** Attempts whose executor was lost: only these are counted against {@link MAX_LOST}. */
  readonly lost: number;
  /** Attempts that an executor handed back because the lab failed them, though it was fit for others. */
  readonly failedByLab: number;
  /** Executor that holds the lease, while executing. */
  readonly executor: string | null;
  /** Its machine, while executing and where it is known. */
  readonly machine: string | null;
  /** Half of a split execution that the current attempt is; null where one executor does both. */
  readonly half: 'encode' | 'decode' | null;
  /** What the encoding half made, once it did. */
  readonly encoded: EncodedHalf | null;
  readonly executed: ExperimentFactData<'CandidateExecuted'> | null;
  /** Attempts whose late result was already recorded as ignored. */
  readonly ignored: readonly number[];
  /** What people wrote beside it, where anybody did. */
  readonly annotation?: Annotation;
}

export interface Concluded {
  readonly phase: 'concluded';
  readonly outcome: Outcome;
  readonly attempt: number;
  readonly ignored: readonly number[];
  /** What people wrote beside it, where anybody did. */
  readonly annotation?: Annotation;
}

export type ExperimentState = Absent | Living | Concluded;

export const ABSENT: ExperimentState = { phase: 'absent' };
