import type { Outcome, Phase } from '@codecsmith/experiment';
import type { DataSource } from 'typeorm';

/** After how long in a phase an experiment counts as stuck. */
export type StuckLimits = Readonly<Partial<Record<Phase, number>>>;

export interface QueueStatus {
  readonly phase: Phase;
  readonly lane: string;
  readonly count: number;
  /** When the longest waiting one entered the phase. */
  readonly oldestSince: Date;
}

export interface StuckExperiment {
  readonly id: string;
  readonly phase: Phase;
  readonly phaseSince: Date;
  readonly executor: string | null;
}

export interface LabStatus {
  /** Experiments under way, by phase and lane. */
  readonly queues: readonly QueueStatus[];
  /** Experiments that ended, by outcome. */
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  /** At most 100 experiments over the limit of their phase. */
  readonly stuck: readonly StuckExperiment[];
  /** Last position of the log, and the last that the bus confirmed. */
  readonly head: number;
  readonly relayed: number;
}

export async function labStatus(source: DataSource, limits: StuckLimits): Promise<LabStatus> {
  const queues = await source.query<QueueStatus[]>(
    `SELECT phase, lane, count(*)::int AS count, min(phase_since) AS "oldestSince"
     FROM experiments WHERE phase <> 'concluded' GROUP BY phase, lane ORDER BY phase, lane`,
  );
  const outcomes = await source.query<{ outcome: Outcome; count: number }[]>(
    `SELECT outcome, count(*)::int AS count FROM experiments WHERE outcome IS NOT NULL GROUP BY outcome`,
  );
  const stuck = await source.query<StuckExperiment[]>(
    `SELECT id, e.phase, phase_since AS "phaseSince", executor
     FROM experiments e JOIN unnest($1::text[], $2::bigint[]) AS allowed (phase, limit_ms) ON allowed.phase = e.phase
     WHERE e.phase <> 'concluded' AND now() - phase_since > allowed.limit_ms * interval '1 millisecond'
     ORDER BY phase_since LIMIT 100`,
    [Object.keys(limits), Object.values(limits)],
  );
  const [log] = await source.query<{ head: string | null; relayed: string | null }[]>(
    `SELECT (SELECT max(position) FROM facts) AS head, (SELECT position FROM relay_mark) AS relayed`,
  );
  return {
    queues,
    outcomes: Object.fromEntries(outcomes.map(({ outcome, count }) => [outcome, count])),
    stuck,
    head: Number(log?.head ?? 0),
    relayed: Number(log?.relayed ?? 0),
  };
}
