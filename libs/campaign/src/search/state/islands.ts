import type { CampaignConfig } from '../../facts/index.ts';
import { competingRung, contendersOf, islandCount, ranked, type Contender } from './contenders.ts';
import type { Result } from './results.ts';

/**
 * Who lives on which island after the given results, in number order. Every `migrateEvery` results each island's best
 * is copied to its neighbour; after `resetAfter` results without a better best, the worse half of the islands starts
 * again from the best of the others.
 */
export function islandsAfter(seen: readonly Result[], config: CampaignConfig): Contender[][] {
  const count = islandCount(config);
  const contenders = new Map(contendersOf(seen).map((contender) => [contender.origin, contender]));
  const islands = Array.from({ length: count }, () => new Set<number>());
  if (count === 1) return [[...contenders.values()]];
  const progress = { best: -Infinity, since: 0 };
  for (const [index, result] of seen.entries()) {
    if (result.plan.origin === null) islands[result.plan.island % count]?.add(result.origin);
    observe(progress, result, config);
    const populations = () => populationsOf(islands, contendersOf(seen.slice(0, index + 1)));
    if ((index + 1) % config.parameters.migrateEvery === 0) migrate(islands, populations(), config);
    if (progress.since < config.parameters.resetAfter) continue;
    reset(islands, populations(), config);
    progress.since = 0;
  }
  return populationsOf(islands, [...contenders.values()]);
}

function observe(progress: { best: number; since: number }, result: Result, config: CampaignConfig): void {
  const onTop = result.plan.rung === config.rungs.length - 1;
  const better = onTop && (result.worth ?? -Infinity) > progress.best;
  progress.since = better ? 0 : progress.since + 1;
  if (better) progress.best = result.worth ?? progress.best;
}

const populationsOf = (islands: readonly Set<number>[], contenders: readonly Contender[]): Contender[][] =>
  islands.map((members) => contenders.filter((contender) => members.has(contender.origin)));

function migrate(islands: readonly Set<number>[], populations: Contender[][], config: CampaignConfig): void {
  for (const [index, population] of populations.entries()) {
    const best = bestOf(population, config);
    if (best !== undefined) islands[(index + 1) % islands.length]?.add(best.contender.origin);
  }
}

function reset(islands: readonly Set<number>[], populations: Contender[][], config: CampaignConfig): void {
  const all = populations.flat();
  const rung = competingRung(all, config);
  const order = populations
    .map((population, index) => ({ index, best: ranked(population, rung)[0] }))
    .sort((a, b) => (b.best?.worth ?? -Infinity) - (a.best?.worth ?? -Infinity) || a.index - b.index);
  const keep = Math.ceil(islands.length / 2);
  for (const [place, { index }] of order.slice(keep).entries()) {
    const heir = order[place % keep]?.best;
    islands[index]?.clear();
    if (heir !== undefined) islands[index]?.add(heir.contender.origin);
  }
}

const bestOf = (population: readonly Contender[], config: CampaignConfig) =>
  ranked(population, competingRung(population, config))[0];
