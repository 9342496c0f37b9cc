import { accept, decline, refuse, type Refusal } from '@codecsmith/kernel';
import type { Steering } from '../facts/steering.schema.ts';
import type { StartedCampaign } from '../state.ts';
import { fact, type CampaignDecision, type CommandOf } from './outcome.ts';

/** Of hints and bans together: prompts hold all of them. */
const MOST_WORDS = 32;

export function decideSteer(state: StartedCampaign, { data }: CommandOf<'steer'>): CampaignDecision {
  const refusal = refusalOf(state, data.steering);
  return refusal === undefined ? accept(fact('CampaignSteered', data.steering)) : decline(refusal);
}

function refusalOf(state: StartedCampaign, change: Steering): Refusal | undefined {
  switch (change.kind) {
    case 'hint':
    case 'ban':
      return tooMany(state);
    case 'pin':
      return unplanned(state, change.number);
    case 'extend':
      return noMore(state, change.budget);
    case 'inject':
      return foreign(state, change);
  }
}

function tooMany({ course: { hints, bans } }: StartedCampaign): Refusal | undefined {
  if (hints.length + bans.length < MOST_WORDS) return undefined;
  return refuse('too_many_hints', `steering: there are ${MOST_WORDS} hints and bans already`, { field: 'steering' });
}

function unplanned({ planned }: StartedCampaign, number: number | null): Refusal | undefined {
  if (number === null || number <= planned) return undefined;
  const field = 'steering.number';
  return refuse('unknown_proposal', `${field}: there is no proposal ${number}`, {
    field,
    allowed: [`1 to ${planned}`],
  });
}

function noMore({ config: { budget } }: StartedCampaign, wanted: Extract<Steering, { kind: 'extend' }>['budget']) {
  const limits = Object.entries(wanted).filter(([, value]) => value !== undefined) as [keyof typeof budget, number][];
  if (limits.length === 0)
    return refuse('empty_budget', 'steering.budget: no limit is named', { field: 'steering.budget' });
  for (const [name, value] of limits) {
    const now = budget[name];
    const field = `steering.budget.${name}`;
    if (now === undefined) return refuse('not_limited', `${field}: this campaign has no such limit`, { field });
    if (value > now) continue;
    return refuse('not_more', `${field}: ${value} is not above the limit of ${now}`, {
      field,
      allowed: [`above ${now}`],
    });
  }
  return undefined;
}

function foreign(
  { config: { generator } }: StartedCampaign,
  { fileName, language }: Extract<Steering, { kind: 'inject' }>,
) {
  if (language === null || language === generator.language) return undefined;
  const message = `steering.language: ${fileName} is in ${language}; this campaign writes ${generator.language}`;
  return refuse('other_language', message, { field: 'steering.language', allowed: [generator.language] });
}
