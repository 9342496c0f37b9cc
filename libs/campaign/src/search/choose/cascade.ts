import type { CampaignConfig, Proposal } from '../../facts/index.ts';
import { contendersOf, ranked, type Contender } from '../state/contenders.ts';
import type { Result } from '../state/results.ts';
import { Forecast } from './forecast.ts';
import { median } from './parent.ts';

/** A candidate that goes on, and the rung it goes to. */
export interface Promotion {
  readonly contender: Contender;
  readonly rung: number;
}

/** Points by which a candidate must be expected to beat the best of the highest rung, to be measured further. */
const LEAST_GAIN = 0.01;

/**
 * The next candidate to evaluate on a higher rung while the search goes on: from the highest rung down, the best that may
 * go on, was not promoted yet and has a chance to become the best.
 *
 * @param earlier plans with a smaller number: they show who was promoted, whether or not that has ended
 */
export function nextPromotion(
  seen: readonly Result[],
  earlier: readonly Proposal[],
  config: CampaignConfig,
): Promotion | undefined {
  const promoted = promotedIn(earlier);
  const contenders = withoutCopies(contendersOf(seen));
  const forecast = new Forecast(contenders, config);
  for (let rung = config.rungs.length - 1; rung > 0; rung -= 1) {
    const improves = improvesOn(contenders, rung - 1, config);
    const isHopeless = (one: Contender): boolean =>
      config.rungs[rung - 1]?.promote !== 'all' &&
      !improves(one) &&
      (forecast.gain(one, rung - 1, forecast.bestExpected) ?? Infinity) <= LEAST_GAIN;
    const contender = allowed(contenders, rung - 1, config).find((one) => !promoted(one, rung) && !isHopeless(one));
    if (contender !== undefined) return { contender, rung };
  }
  return undefined;
}

/** Says whether a candidate was promoted to a rung. */
export function promotedIn(earlier: readonly Proposal[]): (contender: Contender, rung: number) => boolean {
  const promoted = new Set(earlier.filter((plan) => plan.origin !== null).map((plan) => `${plan.origin}@${plan.rung}`));
  return ({ origin }, rung) => promoted.has(`${origin}@${rung}`);
}

/** Those that may go on from a rung, best first. */
function allowed(contenders: readonly Contender[], rung: number, config: CampaignConfig): readonly Contender[] {
  const order = ranked(contenders, rung);
  const { eta } = config.parameters;
  switch (config.rungs[rung]?.promote) {
    case 'all':
      return working(contenders, rung);
    case 'better': {
      if (order.length < eta) return working(contenders, rung);
      const middle = median(order.map(({ worth }) => worth));
      const parentOf = parentsOn(contenders, rung);
      const better = order.filter(({ contender, worth }) => worth >= middle || worth > parentOf(contender));
      return better.map(({ contender }) => contender);
    }
    // The best third of those measured on that rung (ASHA, Li et al. 2020).
    default:
      return order.slice(0, Math.floor(order.length / eta)).map(({ contender }) => contender);
  }
}

/** All that ran on the rung, best first; what cannot be compared comes last. */
export function working(contenders: readonly Contender[], rung: number): Contender[] {
  const order = ranked(contenders, rung).map(({ contender }) => contender);
  const others = contenders.filter((one) => one.byRung.get(rung)?.outcome === 'completed' && !order.includes(one));
  return [...order, ...others];
}

/** Whether a candidate beat its best parent on a rung where that is enough to go on. */
export function improvesOn(
  contenders: readonly Contender[],
  rung: number,
  config: CampaignConfig,
): (contender: Contender) => boolean {
  const isEnough = config.rungs[rung]?.promote === 'better';
  const parentOf = parentsOn(contenders, rung);
  return (one) => isEnough && (one.byRung.get(rung)?.worth ?? -Infinity) > parentOf(one);
}

/** What a candidate's best parent is worth on the rung; more than any number where it has none there. */
function parentsOn(contenders: readonly Contender[], rung: number): (contender: Contender) => number {
  const worths = new Map(ranked(contenders, rung).map((one) => [one.contender.first.plan.experimentId, one.worth]));
  return ({ first }) => {
    const known = first.plan.parents.flatMap((parent) => worths.get(parent) ?? []);
    return known.length === 0 ? Infinity : Math.max(...known);
  };
}

/** Leaves out candidates that, on some rung, gave the very bitstreams and reconstructions of an earlier one. */
export function withoutCopies(contenders: readonly Contender[]): Contender[] {
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
