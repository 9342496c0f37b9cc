import { campaignFacts } from '@codecsmith/campaign';
import type { Fact } from '@codecsmith/kernel';
import type { CampaignRow } from '../tables/campaign.table.ts';

/**
 * The row of a campaign after one more of its facts; pure.
 *
 * @param row undefined before the first fact
 * @throws Error when the first fact is not the start
 */
export function campaignRowAfter(row: CampaignRow | undefined, fact: Fact): CampaignRow {
  const before = row ?? firstRow(fact);
  return { ...before, ...changesOf(fact), lastPosition: fact.position, version: fact.version };
}

function firstRow({ aggregateId, type, occurredAt, position, version }: Fact): CampaignRow {
  if (type !== 'CampaignStarted') throw new Error(`campaign ${aggregateId} begins with ${type}`);
  return {
    id: aggregateId,
    phase: 'running',
    startedAt: new Date(occurredAt),
    stoppedAt: null,
    opened: [],
    firstPosition: position,
    lastPosition: position,
    version,
  };
}

function changesOf({ type, data, occurredAt }: Fact): Partial<CampaignRow> {
  switch (type) {
    case 'CampaignPaused':
      return { phase: 'paused' };
    case 'CampaignResumed':
      return { phase: 'running' };
    case 'CampaignStopped':
      return { phase: 'stopped', stoppedAt: new Date(occurredAt) };
    case 'SealOpened':
      return { opened: campaignFacts.SealOpened.parse(data).variants.map(({ of }) => of) };
    default:
      return {};
  }
}
