import type { CampaignTally, Progress } from '@codecsmith/client';
import type { EntityManager } from 'typeorm';
import { isoTime } from './iso-time.ts';

/** A search names the operator that it planned each of its experiments with. */
const ASKED_ONE_BY_ONE = 'operator IS NULL';
const SPANS = 40;
const CAUSES = 12;
const SPAN_LENGTHS_MS = [10_000, 60_000, 600_000, 3_600_000, 21_600_000, 86_400_000];

export async function progressOf(manager: EntityManager, campaign?: string): Promise<Progress> {
  const only = [campaign ?? null];
  const best = await manager.query<Progress['best']>(
    `SELECT id AS "experimentId", ${isoTime('concluded_at')} AS at, score, score_key AS "scoreKey" FROM (
       SELECT id, concluded_at, score, score_key, last_position, max(score) OVER (
         PARTITION BY score_key ORDER BY last_position ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
       FROM experiments WHERE score IS NOT NULL AND concluded_at IS NOT NULL AND ${ASKED_ONE_BY_ONE}
         AND ($1::text IS NULL OR campaign = $1)) s
     WHERE before IS NULL OR score > before ORDER BY last_position`,
    only,
  );
  const scoreKeys = await manager.query<Progress['scoreKeys']>(
    `SELECT score_key AS key, min(score_anchor) AS anchor, (array_agg(to_jsonb(clips) ORDER BY first_position DESC))[1] AS clips,
       (array_agg(to_jsonb(clip_frames) ORDER BY first_position DESC))[1] AS "clipFrames", count(*)::int AS experiments
     FROM experiments WHERE score IS NOT NULL AND concluded_at IS NOT NULL AND ${ASKED_ONE_BY_ONE}
       AND ($1::text IS NULL OR campaign = $1)
     GROUP BY score_key ORDER BY count(*) DESC, score_key`,
    only,
  );
  const causes = await manager.query<Progress['causes']>(
    `SELECT outcome, cause_code AS code, count(*)::int AS count FROM experiments
     WHERE outcome <> 'completed' AND ($1::text IS NULL OR campaign = $1)
     GROUP BY outcome, cause_code ORDER BY count(*) DESC, outcome, cause_code LIMIT ${CAUSES}`,
    only,
  );
  const campaigns = await manager.query<CampaignTally[]>(
    `SELECT campaign AS name, count(*)::int AS experiments,
       (count(*) FILTER (WHERE outcome = 'completed'))::int AS completed,
       (count(*) FILTER (WHERE outcome IS NULL))::int AS open,
       max(score) AS "bestScore", ${isoTime('min(requested_at)')} AS "firstAt", ${isoTime('max(updated_at)')} AS "lastAt"
     FROM experiments WHERE campaign IS NOT NULL AND ${ASKED_ONE_BY_ONE} GROUP BY campaign ORDER BY max(last_position) DESC LIMIT 200`,
  );
  return { best, scoreKeys, causes, campaigns, ...(await throughputOf(manager, campaign)) };
}

/** Spans are as long as it takes for the whole history, or their number's worth of it, to fit. */
async function throughputOf(
  manager: EntityManager,
  campaign: string | undefined,
): Promise<Pick<Progress, 'throughput' | 'spanMs'>> {
  const [range] = await manager.query<{ first: Date | null; last: Date | null }[]>(
    `SELECT min(concluded_at) AS first, max(concluded_at) AS last FROM experiments
     WHERE concluded_at IS NOT NULL AND ($1::text IS NULL OR campaign = $1)`,
    [campaign ?? null],
  );
  const lengthMs = (range?.last?.getTime() ?? 0) - (range?.first?.getTime() ?? 0);
  const spanMs = SPAN_LENGTHS_MS.find((span) => lengthMs / span <= SPANS) ?? 86_400_000;
  const throughput = await manager.query<Progress['throughput']>(
    `SELECT ${isoTime("date_bin($2 * interval '1 millisecond', concluded_at, 'epoch')")} AS "from",
       count(*)::int AS ended, (count(*) FILTER (WHERE outcome = 'completed'))::int AS completed
     FROM experiments WHERE concluded_at > $3::timestamptz - $2 * ${SPANS} * interval '1 millisecond'
       AND ($1::text IS NULL OR campaign = $1)
     GROUP BY 1 ORDER BY 1`,
    [campaign ?? null, spanMs, range?.last ?? new Date(0)],
  );
  return { throughput, spanMs };
}
