import type { ExperimentCommandInput, Phase } from '@codecsmith/experiment';
import type { LivingLease } from '@codecsmith/ledger';
import type { ServedPhase } from './served-time.ts';

/** Longest time that a phase's service may have an experiment in hand. A running attempt has none: its lease governs. */
export type PhaseLimits = Readonly<Record<Exclude<Phase, 'executing' | 'concluded'>, number>>;

/** A command that the janitor sends; the ledger looks again before it believes it. */
export type SweepCommand = Swept<'expire-attempt'> | Swept<'expire-phase'>;

interface Swept<Verb extends 'expire-attempt' | 'expire-phase'> {
  /** The same finding gives the same id, whichever sweep makes it. */
  readonly id: string;
  readonly verb: Verb;
  readonly aggregateId: string;
  readonly data: ExperimentCommandInput<Verb>;
}

/** Leases without a sign of life for longer than they live. */
export function lostAttempts(leases: readonly LivingLease[], now: Date): SweepCommand[] {
  return leases
    .filter(({ beatAt, ttlMs }) => now.getTime() - beatAt.getTime() > ttlMs)
    .map(({ aggregateId, attempt }) => ({
      id: `janitor:expire-attempt:${aggregateId}:${attempt}`,
      verb: 'expire-attempt',
      aggregateId,
      data: { attempt },
    }));
}

type Served = Pick<ServedPhase, 'id' | 'phase' | 'phaseVersion' | 'servedMs'>;

/** Experiments that were in the hands of their phase's service for longer than it may take. */
export function overduePhases(experiments: readonly Served[], limits: PhaseLimits): SweepCommand[] {
  return experiments.flatMap(({ id, phase, phaseVersion, servedMs }): SweepCommand[] => {
    if (phase === 'executing' || phase === 'concluded') return [];
    const limitMs = limits[phase];
    if (servedMs <= limitMs) return [];
    return [
      {
        id: `janitor:expire-phase:${id}:${phaseVersion}`,
        verb: 'expire-phase',
        aggregateId: id,
        data: { phase, version: phaseVersion, limitMs },
      },
    ];
  });
}
