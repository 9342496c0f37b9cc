import type { CandidateCurve } from '@codecsmith/client';
import { CURVE_METRICS, pickMetrics, type MetricValues } from '@codecsmith/quality';
import type { EntityManager } from 'typeorm';

export interface CurveFilter {
  /** Digest. */
  readonly clip: string;
  readonly campaign?: string | undefined;
  /** Only these experiments. */
  readonly experiments?: readonly string[] | undefined;
  /** At most so many of the best, and so many of the newest. */
  readonly limit: number;
}

type Row = Omit<CandidateCurve, 'points'> & {
  readonly quality: number;
  readonly kbps: number;
  readonly metrics: MetricValues;
};

/** Curves on a clip, best score first: of the given experiments, else of the best and the newest ones. */
export async function curvesOnClip(manager: EntityManager, filter: CurveFilter): Promise<CandidateCurve[]> {
  const { clip, campaign = null, experiments = null, limit } = filter;
  const rows = await manager.query<Row[]>(
    `WITH chosen AS (
       (SELECT id FROM experiments WHERE id = ANY($3))
       UNION (SELECT id FROM experiments
              WHERE $3::text[] IS NULL AND score IS NOT NULL AND $1 = ANY(clip_digests) AND ($2::text IS NULL OR campaign = $2)
              ORDER BY score DESC, id DESC LIMIT $4)
       UNION (SELECT id FROM experiments
              WHERE $3::text[] IS NULL AND outcome = 'completed' AND ($2::text IS NULL OR campaign = $2)
              ORDER BY first_position DESC LIMIT $4))
     SELECT e.id AS "experimentId", e.campaign, e.family, e.score, e.parents, e.score_anchor AS "scoreAnchor", e.score_key AS "scoreKey",
       m.quality, m.kbps, m.metrics
     FROM chosen JOIN experiments e USING (id) JOIN measurements m ON m.experiment_id = e.id AND m.clip = $1
     ORDER BY e.score DESC NULLS LAST, e.first_position, m.quality`,
    [clip, campaign, experiments, limit],
  );
  return [...Map.groupBy(rows, (row) => row.experimentId).values()].map(curveOf);
}

function curveOf(rows: readonly Row[]): CandidateCurve {
  const [first] = rows;
  if (first === undefined) throw new Error('a group of rows has one at least');
  const { experimentId, campaign, family, score, scoreAnchor, scoreKey, parents } = first;
  const points = rows.map(({ quality, kbps, metrics }) => ({
    ...{ quality, kbps },
    ...pickMetrics(metrics, CURVE_METRICS),
  }));
  return { experimentId, campaign, family, score, scoreAnchor, scoreKey, parents, points };
}
