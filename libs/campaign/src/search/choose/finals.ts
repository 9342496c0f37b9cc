import type { CampaignConfig } from '../../facts/index.ts';
import type { PromotionOrder } from './cascade.ts';
import { ranked } from '../state/contenders.ts';

/** How many of the last proposals are kept for measuring the best finds on the higher rungs. */
function finalsOf(config: CampaignConfig): number {
  const { evaluations } = config.budget;
  const rungs = config.rungs.length;
  if (evaluations === undefined || rungs < 2) return 0;
  const wanted = config.parameters.finals ?? Math.max(rungs - 1, Math.round(evaluations / 15));
  return Math.min(wanted, evaluations - 1);
}

export const isFinal = (number: number, config: CampaignConfig): boolean =>
  number > (config.budget.evaluations ?? Infinity) - finalsOf(config);

/**
 * Number up to which a proposal takes results into account, and for which it waits: k − lag. The finals know all that
 * came before them; where a candidate may need several steps up, each final also knows the one before it.
 */
export function seesUpTo(number: number, config: CampaignConfig): number {
  if (!isFinal(number, config)) return Math.max(0, number - config.parameters.lag);
  const before = (config.budget.evaluations ?? 0) - finalsOf(config);
  return config.rungs.length > 2 ? number - 1 : before;
}

/** All that ran on the rung, best first; on a rung without scores, the latest first. */
export const bestLeft: PromotionOrder = (contenders, rung, config) => {
  const worked = contenders.filter((one) => one.byRung.get(rung)?.outcome === 'completed').reverse();
  const scored = ranked(worked, rung).map(({ contender }) => contender);
  return config.rungs[rung]?.promote === 'all' ? [...scored, ...worked] : scored;
};
