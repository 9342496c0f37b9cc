import { campaignFacts, type CampaignFact, type CampaignFactType } from '@codecsmith/campaign';
import type { Fact } from '@codecsmith/client';
import { visibleLine } from '@codecsmith/kernel';

/** What a fact of a campaign says, in a few words; empty for facts that this version does not know. */
export function campaignSummaryOf(fact: Pick<Fact, 'type' | 'data'>): string {
  if (!(fact.type in campaignFacts)) return '';
  const type = fact.type as CampaignFactType;
  const data = campaignFacts[type].safeParse(fact.data);
  return data.success ? visibleLine(describe({ type, schemaVersion: 1, data: data.data } as CampaignFact)) : '';
}

function describe(fact: CampaignFact): string {
  switch (fact.type) {
    case 'CampaignStarted':
      return `${fact.data.generator.provider}, seed ${fact.data.seed}, on ${fact.data.clips.map(({ name }) => name).join(', ')}`;
    case 'ProposalPlanned':
      return `#${fact.data.number} ${fact.data.operator}${fact.data.parents.length === 0 ? '' : ` of ${fact.data.parents.join(', ')}`}`;
    case 'BudgetReserved':
      return `${amountsText(fact.data.amounts)} for ${fact.data.purpose}`;
    case 'BudgetSettled':
      return `${amountsText(fact.data.spent)} for ${fact.data.reservation}`;
    case 'ChampionCrowned':
      return `${fact.data.experimentId}, score ${fact.data.score.toFixed(2)}`;
    case 'LessonLearned':
      return fact.data.text;
    case 'SealOpened':
      return `for ${fact.data.champion}, opening ${fact.data.opening}`;
    case 'ModelWaitedFor':
      return `${fact.data.model}: ${fact.data.reason}`;
    case 'ModelWaitEnded':
      return fact.data.model;
    case 'CampaignPaused':
      return fact.data.reason;
    case 'CampaignResumed':
      return '';
    case 'CampaignStopped':
      return fact.data.reason.message;
  }
}

const amountsText = (amounts: Readonly<Record<string, number>>): string =>
  Object.entries(amounts)
    .filter(([, amount]) => amount > 0)
    .map(([name, amount]) => `${Math.round(amount * 10_000) / 10_000} ${name}`)
    .join(', ') || 'nothing';
