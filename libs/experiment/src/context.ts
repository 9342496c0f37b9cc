import type { Clip } from './facts/shared.schema.ts';

/** What the ledger knows beside the experiment itself when it decides. */
export interface ExperimentContext {
  /** The ledger's clock, ISO 8601. */
  readonly now: string;
  /** Clip by digest or by name. */
  clip(reference: string): Clip | undefined;
  /** Lease of the attempt that the command speaks of. */
  readonly lease: {
    /** The command's token is the one that was issued for this attempt. */
    readonly valid: boolean;
    /** No beat within the time to live, by the ledger's clock. */
    readonly expired: boolean;
    readonly lastBeatAt: string | null;
  };
  /** Another executor is to decode than the one that encodes. */
  readonly splitsExecution: boolean;
  /** Experiment that had a candidate with this tree digest before. */
  duplicateOf(tree: string): string | null;
}

/** Executors that an experiment may lose before it is given up. The candidate's own failures are never retried. */
export const MAX_LOST = 3;

/** How often executors that pass their self-test may fail an experiment and hand it back before it is given up. */
export const MAX_FAILED_BY_LAB = 5;
