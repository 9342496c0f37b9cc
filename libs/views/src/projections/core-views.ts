import type { CoreView } from '@codecsmith/ledger';
import type { Fact } from '@codecsmith/kernel';
import { In, type EntityManager } from 'typeorm';
import { CreateViews1795000100000 } from '../migrations/create-views.migration.ts';
import { IndexListOrders1795000200000 } from '../migrations/index-list-orders.migration.ts';
import { MetricColumns1795000300000 } from '../migrations/metric-columns.migration.ts';
import { DescribeClips1795000300000 } from '../migrations/describe-clips.migration.ts';
import { clipTable } from '../tables/clip.table.ts';
import { experimentTable, type ExperimentRow } from '../tables/experiment.table.ts';
import { measurementTable } from '../tables/measurement.table.ts';
import { clipRowOf } from './clip.projection.ts';
import { experimentRowAfter } from './experiment.projection.ts';
import { upsertRows } from './upsert-rows.ts';

/** Experiments and clips: never behind the log. */
export const coreViews: CoreView = {
  entities: [experimentTable, clipTable, measurementTable],
  migrations: [
    CreateViews1795000100000,
    IndexListOrders1795000200000,
    DescribeClips1795000300000,
    MetricColumns1795000300000,
  ],
  project: async (facts, manager) => {
    await projectExperiments(
      facts.filter((fact) => fact.aggregate === 'experiment'),
      manager,
    );
    const clips = facts.map(clipRowOf).filter((row) => row !== undefined);
    if (clips.length > 0) await manager.insert(clipTable, clips);
  },
};

async function projectExperiments(facts: readonly Fact[], manager: EntityManager): Promise<void> {
  if (facts.length === 0) return;
  const begun = new Set(facts.filter(({ version }) => version === 1).map((fact) => fact.aggregateId));
  const ids = [...new Set(facts.map((fact) => fact.aggregateId))];
  const earlier = ids.filter((id) => !begun.has(id));
  const rows = new Map<string, ExperimentRow>();
  if (earlier.length > 0) {
    for (const row of await manager.findBy(experimentTable, { id: In(earlier) })) rows.set(row.id, row);
  }
  for (const fact of facts) rows.set(fact.aggregateId, experimentRowAfter(rows.get(fact.aggregateId), fact));
  await upsertRows(manager, experimentTable, [...rows.values()]);
}
