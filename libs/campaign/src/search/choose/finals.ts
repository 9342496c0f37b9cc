import type { CampaignConfig, Proposal } from '../../facts/index.ts';
import { withoutCopies, type Promotion } from './cascade.ts';
import { contendersOf, ranked } from '../state/contenders.ts';
import type { Result } from '../state/results.ts';

/** How many of the last proposals are kept for measuring the best finds on the higher rungs. */
export function finalsOf(config: CampaignConfig): number {
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

/** The best candidate of the highest rung that was not promoted from there; on a rung without scores, the latest. */
export function finalPromotion(
  seen: readonly Result[],
  earlier: readonly Proposal[],
  config: CampaignConfig,
): Promotion | undefined {
  const promoted = new Set(earlier.filter((plan) => plan.origin !== null).map((plan) => `${plan.origin}@${plan.rung}`));
  const contenders = withoutCopies(contendersOf(seen));
  for (let rung = config.rungs.length - 1; rung > 0; rung -= 1) {
    const worked = contenders.filter((one) => one.byRung.get(rung - 1)?.outcome === 'completed').reverse();
    const order = [...ranked(worked, rung - 1).map((one) => one.contender), ...unscored(worked, rung - 1, config)];
    const contender = order.find((one) => !promoted.has(`${one.origin}@${rung}`));
    if (contender !== undefined) return { contender, rung };
  }
  return undefined;
}

const unscored = (worked: ReturnType<typeof contendersOf>, rung: number, config: CampaignConfig) =>
  config.rungs[rung]?.promote === 'all' ? worked : [];
