import type { ExperimentCommandInput, Phase } from '@codecsmith/experiment';
import type { LivingLease } from '@codecsmith/ledger';
import type { ExperimentRow } from '@codecsmith/views';

/** Longest time in a phase. A running attempt has none: its lease governs. */
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

type Waiting = Pick<ExperimentRow, 'id' | 'phase' | 'phaseVersion' | 'phaseSince'>;

/** Experiments that are in their phase for longer than it may take, counted from the fact that opened it. */
export function overduePhases(experiments: readonly Waiting[], limits: PhaseLimits, now: Date): SweepCommand[] {
  return experiments.flatMap(({ id, phase, phaseVersion, phaseSince }): SweepCommand[] => {
    if (phase === 'executing' || phase === 'concluded') return [];
    const limitMs = limits[phase];
    if (now.getTime() - phaseSince.getTime() <= limitMs) return [];
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
