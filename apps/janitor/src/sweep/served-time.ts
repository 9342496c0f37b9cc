import type { OpenPhase } from '@codecsmith/views';

/** An experiment in a phase, and for how long its phase's service had it in hand while it was up. */
export interface ServedPhase extends OpenPhase {
  readonly servedMs: number;
}

/** A longer pause between two looks was no pause of the sweeper: the machine slept, or the lab was down. */
const MOST_LOOKS = 3;

/**
 * Counts time that an experiment spends in the hands of a service. What does not count: time in which the service, the
 * lab or the machine was down, and time in the queue. Kept in memory: after a restart of the janitor it begins anew,
 * which only ever gives an experiment more time.
 */
export class ServedTime {
  private readonly served = new Map<string, number>();
  private lookedAt: number | undefined;
  private readonly sweepMs: number;

  constructor(sweepMs: number) {
    this.sweepMs = sweepMs;
  }

  /** Adds the time since the last look to those that are served now. */
  count(phases: readonly OpenPhase[], isServed: (phase: OpenPhase) => boolean, now: Date): ServedPhase[] {
    const elapsedMs = this.elapsed(now.getTime());
    const counted = phases.map((phase) => {
      const before = this.served.get(keyOf(phase)) ?? 0;
      return { ...phase, servedMs: isServed(phase) ? before + elapsedMs : before };
    });
    this.served.clear();
    for (const phase of counted) this.served.set(keyOf(phase), phase.servedMs);
    return counted;
  }

  private elapsed(now: number): number {
    const elapsedMs = Math.max(0, now - (this.lookedAt ?? now));
    this.lookedAt = now;
    return elapsedMs > MOST_LOOKS * this.sweepMs ? 0 : elapsedMs;
  }
}

const keyOf = ({ id, phaseVersion }: OpenPhase): string => `${id}@${phaseVersion}`;
