import { factsOfAggregate, queryOf } from '@codecsmith/ledger';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { campaignRowAfter } from '../projections/campaign.projection.ts';
import { upsertRows } from '../projections/upsert-rows.ts';
import { campaignTable, type CampaignRow } from '../tables/campaign.table.ts';
import { CAMPAIGN_STATEMENTS } from './create-views.migration.ts';

/** The table of campaigns, filled from the log of labs that are older than it. */
export class CreateCampaigns1795000400000 implements MigrationInterface {
  readonly name = 'CreateCampaigns1795000400000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of CAMPAIGN_STATEMENTS) await runner.query(statement);
    const rows = new Map<string, CampaignRow>();
    for (const fact of await factsOfAggregate(queryOf(runner.manager), 'campaign')) {
      rows.set(fact.aggregateId, campaignRowAfter(rows.get(fact.aggregateId), fact));
    }
    await upsertRows(runner.manager, campaignTable, [...rows.values()]);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE campaigns');
  }
}
