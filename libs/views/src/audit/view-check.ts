import type { Fact } from '@codecsmith/kernel';
import { campaignRowAfter } from '../projections/campaign.projection.ts';
import { clipRowAfter } from '../projections/clip.projection.ts';
import { experimentRowAfter } from '../projections/experiment.projection.ts';
import { campaignTable, type CampaignRow } from '../tables/campaign.table.ts';
import { clipTable, type ClipRow } from '../tables/clip.table.ts';
import { experimentTable, type ExperimentRow } from '../tables/experiment.table.ts';
import type { AuditPart } from './audit-report.ts';
import { compareRows } from './compare-rows.ts';

/** Computes the views that are never behind the log again, in memory, and compares them with their tables. */
export class ViewCheck {
  private readonly experiments = new Map<string, ExperimentRow>();
  private readonly campaigns = new Map<string, CampaignRow>();
  private readonly clips = new Map<string, ClipRow>();

  apply(fact: Fact): void {
    if (fact.aggregate === 'campaign') {
      this.campaigns.set(fact.aggregateId, campaignRowAfter(this.campaigns.get(fact.aggregateId), fact));
    }
    if (fact.aggregate === 'clip') this.applyToClips(fact);
    if (fact.aggregate !== 'experiment') return;
    this.experiments.set(fact.aggregateId, experimentRowAfter(this.experiments.get(fact.aggregateId), fact));
  }

  private applyToClips(fact: Fact): void {
    const row = clipRowAfter(this.clips.get(fact.aggregateId), fact);
    if (row === undefined) this.clips.delete(fact.aggregateId);
    else this.clips.set(fact.aggregateId, row);
  }

  /** Each view by itself, so that one that cannot be read hides nothing of the others. */
  readonly parts: readonly AuditPart[] = [
    [
      'experiments',
      async (manager) => compareRows('experiments', this.experiments, byId(await manager.find(experimentTable))),
    ],
    ['campaigns', async (manager) => compareRows('campaigns', this.campaigns, byId(await manager.find(campaignTable)))],
    [
      'clips',
      async (manager) => {
        const rows = await manager.find(clipTable);
        return compareRows('clips', this.clips, new Map(rows.map((row) => [row.digest, row])));
      },
    ],
  ];
}

const byId = <Row extends { readonly id: string }>(rows: readonly Row[]): Map<string, Row> =>
  new Map(rows.map((row) => [row.id, row]));
