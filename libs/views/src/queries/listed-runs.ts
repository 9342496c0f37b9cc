import type { ListedRun } from '@codecsmith/client';
import { CURVE_METRICS, pickMetrics, type CurveValues, type MetricValues } from '@codecsmith/quality';
import type { EntityManager } from 'typeorm';
import type { ExperimentRow } from '../tables/experiment.table.ts';

/** Where a run was made: only runs of one clip at one quality compare. */
export interface RunPlace {
  /** Digest. */
  readonly clip: string;
  readonly quality: number;
}

type Row = Omit<ListedRun, keyof CurveValues> & { readonly experimentId: string; readonly metrics: MetricValues };

/** One run of each experiment by its id: the one at `place`, else the middle quality of its first clip. */
export async function runsOfExperiments(
  manager: EntityManager,
  experiments: readonly Pick<ExperimentRow, 'id' | 'clips'>[],
  { clip, quality }: Partial<RunPlace>,
): Promise<ReadonlyMap<string, ListedRun>> {
  if (experiments.length === 0) return new Map();
  const rows = await manager.query<Row[]>(
    `SELECT m.experiment_id AS "experimentId", m.clip, m.quality, c.name AS "clipName", m.kbps, m.metrics,
       m.encode_ms AS "encodeMs", m.decode_ms AS "decodeMs", c.frames
     FROM measurements m JOIN clips c ON c.digest = m.clip
     WHERE m.experiment_id = ANY($1) AND ($2::text IS NULL OR m.clip = $2) AND ($3::int IS NULL OR m.quality = $3)
     ORDER BY m.experiment_id, m.quality`,
    [experiments.map(({ id }) => id), clip ?? null, quality ?? null],
  );
  const byExperiment = Map.groupBy(rows, (row) => row.experimentId);
  return new Map(
    experiments.flatMap(({ id, clips }) => {
      const runs = (byExperiment.get(id) ?? []).filter((run) => clip !== undefined || run.clipName === clips[0]);
      const run = runs[Math.floor((runs.length - 1) / 2)];
      return run === undefined ? [] : [[id, listedRun(run)] as const];
    }),
  );
}

const listedRun = ({ experimentId: _, metrics, ...run }: Row): ListedRun => ({
  ...run,
  ...pickMetrics(metrics, CURVE_METRICS),
});
