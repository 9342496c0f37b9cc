import type { CampaignConfig, Proposal } from '../../facts/index.ts';
import { contendersOf, ranked, type Contender } from '../state/contenders.ts';
import type { Result } from '../state/results.ts';

/** A candidate that goes on, and the rung it goes to. */
export interface Promotion {
  readonly contender: Contender;
  readonly rung: number;
}

/** Candidates of one rung that may go on from it, the first choice first. */
export type PromotionOrder = (
  contenders: readonly Contender[],
  rung: number,
  config: CampaignConfig,
) => readonly Contender[];

/**
 * The next candidate to evaluate on a higher rung: from the highest rung down, the first in the given order that was
 * not promoted yet.
 *
 * @param earlier plans with a smaller number: they show who was promoted, whether or not that has ended
 */
export function nextPromotion(
  seen: readonly Result[],
  earlier: readonly Proposal[],
  config: CampaignConfig,
  order: PromotionOrder,
): Promotion | undefined {
  const promoted = new Set(earlier.filter((plan) => plan.origin !== null).map((plan) => `${plan.origin}@${plan.rung}`));
  const contenders = withoutCopies(contendersOf(seen));
  for (let rung = config.rungs.length - 1; rung > 0; rung -= 1) {
    const contender = order(contenders, rung - 1, config).find((one) => !promoted.has(`${one.origin}@${rung}`));
    if (contender !== undefined) return { contender, rung };
  }
  return undefined;
}

/** The best third of those measured *on that rung* (ASHA, Li et al. 2020); where a rung has no scores, all that ran. */
export const bestThird: PromotionOrder = (contenders, rung, config) => {
  if (config.rungs[rung]?.promote === 'all') {
    return contenders.filter((contender) => contender.byRung.get(rung)?.outcome === 'completed');
  }
  const order = ranked(contenders, rung);
  return order.slice(0, Math.floor(order.length / config.parameters.eta)).map(({ contender }) => contender);
};

/** Leaves out candidates that, on some rung, gave the very bitstreams and reconstructions of an earlier one. */
function withoutCopies(contenders: readonly Contender[]): Contender[] {
  const known = new Set<string>();
  return contenders.filter(({ byRung }) => {
    const prints = [...byRung].flatMap(([rung, { attempt }]) =>
      attempt.execution === null ? [] : [`${rung} ${attempt.execution.fingerprint}`],
    );
    const copy = prints.some((print) => known.has(print));
    for (const print of prints) known.add(print);
    return !copy;
  });
}
