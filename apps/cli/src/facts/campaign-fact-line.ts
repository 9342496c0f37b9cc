import { campaignFacts, type CampaignFact, type CampaignFactType, type Steering } from '@codecsmith/campaign';
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
    case 'CampaignSteered':
      return steeringText(fact.data);
    case 'CampaignPaused':
      return fact.data.reason;
    case 'CampaignResumed':
      return '';
    case 'CampaignStopped':
      return fact.data.reason.message;
  }
}

function steeringText(change: Steering): string {
  switch (change.kind) {
    case 'hint':
    case 'ban':
      return `${change.kind}: ${change.text}`;
    case 'pin':
      return change.number === null ? 'no parent is pinned' : `#${change.number} is the parent`;
    case 'inject':
      return `${change.fileName} is brought in`;
    case 'extend':
      return `budget: ${amountsText(change.budget)}`;
  }
}

const amountsText = (amounts: Readonly<Record<string, number | undefined>>): string =>
  Object.entries(amounts)
    .flatMap(([name, amount = 0]) => (amount > 0 ? [`${Math.round(amount * 10_000) / 10_000} ${name}`] : []))
    .join(', ') || 'nothing';
