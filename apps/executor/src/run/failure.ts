import type { FailedRun } from './candidate-run.ts';

/** Ends the run from within; turned into a result where it is caught. */
export class Failure extends Error {
  readonly failed: Omit<FailedRun, 'log'>;

  constructor(failed: Omit<FailedRun, 'log'>) {
    super(failed.cause.message);
    this.failed = failed;
  }
}
