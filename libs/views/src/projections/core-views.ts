import type { CoreView } from '@codecsmith/ledger';
import type { Fact } from '@codecsmith/kernel';
import { In, type EntityManager, type EntitySchema, type FindOptionsWhere } from 'typeorm';
import { CreateCampaigns1795000400000 } from '../migrations/create-campaigns.migration.ts';
import { CreateViews1795000100000 } from '../migrations/create-views.migration.ts';
import { IndexListOrders1795000200000 } from '../migrations/index-list-orders.migration.ts';
import { NameExperiments1795000800000 } from '../migrations/name-experiments.migration.ts';
import { MetricColumns1795000300000 } from '../migrations/metric-columns.migration.ts';
import { DescribeClips1795000300000 } from '../migrations/describe-clips.migration.ts';
import { campaignTable, type CampaignRow } from '../tables/campaign.table.ts';
import { clipTable } from '../tables/clip.table.ts';
import { experimentTable, type ExperimentRow } from '../tables/experiment.table.ts';
import { measurementTable } from '../tables/measurement.table.ts';
import { campaignRowAfter } from './campaign.projection.ts';
import { projectClip } from './clip.projection.ts';
import { experimentRowAfter } from './experiment.projection.ts';
import { upsertRows } from './upsert-rows.ts';

/** Experiments, campaigns and clips: never behind the log. */
export const coreViews: CoreView = {
  entities: [experimentTable, campaignTable, clipTable, measurementTable],
  migrations: [
    CreateViews1795000100000,
    IndexListOrders1795000200000,
    DescribeClips1795000300000,
    MetricColumns1795000300000,
    CreateCampaigns1795000400000,
    NameExperiments1795000800000,
  ],
  project: async (facts, manager) => {
    const of = (aggregate: string) => facts.filter((fact) => fact.aggregate === aggregate);
    await projectRows<ExperimentRow>(experimentTable, experimentRowAfter, of('experiment'), manager);
    await projectRows<CampaignRow>(campaignTable, campaignRowAfter, of('campaign'), manager);
    for (const fact of of('clip')) await projectClip(fact, manager);
  },
};

/** Brings the rows of the aggregates of some facts up to date. */
async function projectRows<Row extends { id: string }>(
  table: EntitySchema<Row>,
  rowAfter: (row: Row | undefined, fact: Fact) => Row,
  facts: readonly Fact[],
  manager: EntityManager,
): Promise<void> {
  if (facts.length === 0) return;
  const begun = new Set(facts.filter(({ version }) => version === 1).map((fact) => fact.aggregateId));
  const ids = [...new Set(facts.map((fact) => fact.aggregateId))];
  const earlier = ids.filter((id) => !begun.has(id));
  const rows = new Map<string, Row>();
  if (earlier.length > 0) {
    const where = { id: In(earlier) } as FindOptionsWhere<Row>;
    for (const row of await manager.findBy(table, where)) rows.set(row.id, row);
  }
  for (const fact of facts) rows.set(fact.aggregateId, rowAfter(rows.get(fact.aggregateId), fact));
  await upsertRows(manager, table, [...rows.values()]);
}
