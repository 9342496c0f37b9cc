import type { LabStatus, QueueStatus, StuckExperiment } from '@codecsmith/client';
import type { Outcome, Phase } from '@codecsmith/experiment';
import { headOf, queryOf, relayedPosition } from '@codecsmith/ledger';
import type { DataSource } from 'typeorm';
import { isoTime } from './iso-time.ts';

/** After how long in a phase an experiment counts as stuck. */
export type StuckLimits = Readonly<Partial<Record<Phase, number>>>;

/** What the database knows of it; the bus knows the rest. */
export type StoredStatus = Omit<LabStatus, 'reactors' | 'quarantined' | 'parts' | 'usage'>;

export async function labStatus(source: DataSource, limits: StuckLimits): Promise<StoredStatus> {
  const queues = await source.query<QueueStatus[]>(
    `SELECT phase, lane, count(*)::int AS count, ${isoTime('min(phase_since)')} AS "oldestSince"
     FROM experiments WHERE phase <> 'concluded' GROUP BY phase, lane ORDER BY phase, lane`,
  );
  const outcomes = await source.query<{ outcome: Outcome; count: number }[]>(
    `SELECT outcome, count(*)::int AS count FROM experiments WHERE outcome IS NOT NULL GROUP BY outcome`,
  );
  const stuck = await source.query<StuckExperiment[]>(
    `SELECT id, e.phase, ${isoTime('phase_since')} AS "phaseSince", executor
     FROM experiments e JOIN unnest($1::text[], $2::bigint[]) AS allowed (phase, limit_ms) ON allowed.phase = e.phase
     WHERE e.phase <> 'concluded' AND now() - phase_since > allowed.limit_ms * interval '1 millisecond'
     ORDER BY phase_since LIMIT 100`,
    [Object.keys(limits), Object.values(limits)],
  );
  const query = queryOf(source);
  const [{ position: head }, relayed] = await Promise.all([headOf(query), relayedPosition(query)]);
  return {
    queues,
    outcomes: Object.fromEntries(outcomes.map(({ outcome, count }) => [outcome, count])),
    stuck,
    head,
    relayed,
  };
}
