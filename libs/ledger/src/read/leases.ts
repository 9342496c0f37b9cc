import type { Query } from './query.ts';

/** A lease that has not ended, as readers may see it: without its token. */
export interface LivingLease {
  readonly aggregateId: string;
  readonly attempt: number;
  readonly executor: string;
  readonly beatAt: Date;
  readonly ttlMs: number;
}

/** All of them, those first that have been silent longest. */
export const livingLeases = (query: Query): Promise<LivingLease[]> =>
  query<LivingLease>(
    `SELECT aggregate_id AS "aggregateId", attempt, executor, beat_at AS "beatAt", ttl_ms AS "ttlMs"
     FROM leases WHERE ended_at IS NULL ORDER BY beat_at`,
  );
