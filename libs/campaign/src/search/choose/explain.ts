import type { CampaignConfig, Proposal } from '../../facts/index.ts';
import type { Draw } from '../../facts/shared.schema.ts';
import { turnOf } from './finals.ts';
import { UNTRIED } from './models.ts';
import { planProposal } from './plan.ts';

/** Rivals that an explanation names beside the chosen one. */
const RIVALS = 4;

/** Why a proposal is what it is, a line for each recorded draw. */
export function explain(plan: Proposal): string[] {
  const beginning = {
    seed: 'a seed of the search: there was nothing to breed from',
    import: 'a codec that was brought along',
    random: 'a uniform sample, as the control asks',
    promote: `proposal ${plan.origin ?? '?'} ${promotionText(plan)} and goes on to rung ${plan.rung}`,
  };
  const first =
    plan.operator in beginning ? beginning[plan.operator as keyof typeof beginning] : `saw results up to ${plan.sees}`;
  const again = plan.resample === 0 ? [] : [`drawn again (${plan.resample}): the candidate before existed already`];
  return [`${plan.operator}: ${first}`, ...again, ...plan.draws.map(explainDraw)];
}

const promotionText = ({ draws }: Proposal): string =>
  draws.some(({ name }) => name === 'promotion')
    ? 'promises the largest gain on the highest rung for an evaluation'
    : 'was among the best of its rung';

function explainDraw({ name, value, candidates, weights, chosen }: Draw): string {
  const total = weights.reduce((sum, weight) => sum + Math.max(0, weight), 0);
  const order = candidates
    .map((label, index) => ({ label, weight: weights[index] ?? 0 }))
    .sort((a, b) => b.weight - a.weight);
  const shown = order.filter(({ label }) => label !== chosen).slice(0, RIVALS);
  const share = (weight: number) =>
    value === null
      ? weight === UNTRIED
        ? 'never asked'
        : String(weight)
      : `${((100 * weight) / (total === 0 ? 1 : total)).toFixed(1)} %`;
  const own = order.find(({ label }) => label === chosen)?.weight ?? 0;
  const rivals = shown.map(({ label, weight }) => `${label} ${share(weight)}`).join(', ');
  const more = order.length - 1 - shown.length;
  const how = value === null ? 'largest weight' : `drew ${value.toFixed(4)}`;
  const others = shown.length === 0 ? 'the only one' : `before ${rivals}${more > 0 ? ` and ${more} more` : ''}`;
  return `${name}: ${chosen} (${share(own)}; ${how}), ${others}`;
}

/** The proposals that a campaign would begin with, before any result is known: what a dry run shows. */
export function firstProposals(campaign: string, config: CampaignConfig): Proposal[] {
  const proposals: Proposal[] = [];
  const last = Math.min(config.parameters.lag, config.budget.evaluations ?? Infinity);
  for (let number = 1; number <= last; number += 1) {
    const { final } = turnOf(number, config, [], Infinity);
    const plan = planProposal({
      campaign,
      config,
      number,
      resample: 0,
      seen: [],
      earlier: proposals,
      final,
      leftSeconds: Infinity,
    });
    if (plan !== undefined) proposals.push(plan);
  }
  return proposals;
}
