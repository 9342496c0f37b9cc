import type { StuckLimits } from '@codecsmith/views';

/** After how long in a phase an experiment counts as stuck; the janitor works by the same limits. */
export class StuckAfter {
  constructor(readonly limits: StuckLimits) {}
}
