import { canonicalJson, type Fact } from '@codecsmith/kernel';
import type { EntityManager } from 'typeorm';
import { campaignRowAfter } from '../projections/campaign.projection.ts';
import { clipRowAfter } from '../projections/clip.projection.ts';
import { experimentRowAfter } from '../projections/experiment.projection.ts';
import { campaignTable, type CampaignRow } from '../tables/campaign.table.ts';
import { clipTable, type ClipRow } from '../tables/clip.table.ts';
import { experimentTable, type ExperimentRow } from '../tables/experiment.table.ts';
import { damage, type Finding } from './audit-report.ts';

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

  async findings(manager: EntityManager): Promise<Finding[]> {
    const experiments = await manager.find(experimentTable);
    const campaigns = await manager.find(campaignTable);
    const clips = await manager.find(clipTable);
    return [
      ...compare('experiments', this.experiments, new Map(experiments.map((row) => [row.id, row]))),
      ...compare('campaigns', this.campaigns, new Map(campaigns.map((row) => [row.id, row]))),
      ...compare('clips', this.clips, new Map(clips.map((row) => [row.digest, row]))),
    ];
  }
}

function compare<Row extends object>(
  view: string,
  expected: ReadonlyMap<string, Row>,
  stored: ReadonlyMap<string, Row>,
): Finding[] {
  const findings: Finding[] = [];
  for (const [id, row] of expected) {
    const found = stored.get(id);
    if (found === undefined) findings.push(damage('view', null, `${view}: ${id} is in the log but not in the view`));
    else
      for (const message of differences(row, found)) findings.push(damage('view', null, `${view}: ${id}: ${message}`));
  }
  for (const id of stored.keys()) {
    if (!expected.has(id)) findings.push(damage('view', null, `${view}: ${id} is in the view but not in the log`));
  }
  return findings;
}

function differences(expected: object, stored: object): string[] {
  const found = new Map(Object.entries(stored));
  return Object.entries(expected).flatMap(([field, value]) => {
    const [wanted, there] = [text(value), text(found.get(field))];
    return wanted === there ? [] : [`${field} is ${there}, the log gives ${wanted}`];
  });
}

const text = (value: unknown): string =>
  value === undefined ? 'nothing' : canonicalJson(value instanceof Date ? value.toISOString() : value);
