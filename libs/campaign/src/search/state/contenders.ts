import type { CampaignConfig } from '../../facts/index.ts';
import type { Result } from './results.ts';

/** A candidate with its results on every rung that it reached. */
export interface Contender {
  /** Proposal that drafted it. */
  readonly origin: number;
  /** Its first result: code, family, complexity. */
  readonly first: Result;
  readonly byRung: ReadonlyMap<number, Result>;
}

/** Candidates by the proposal that drafted them, in number order. */
export function contendersOf(seen: readonly Result[]): Contender[] {
  const found = new Map<number, { origin: number; first: Result; byRung: Map<number, Result> }>();
  for (const result of seen) {
    const known = found.get(result.origin);
    if (known !== undefined) known.byRung.set(result.plan.rung, result);
    else if (result.plan.origin === null) {
      found.set(result.origin, { origin: result.origin, first: result, byRung: new Map([[result.plan.rung, result]]) });
    }
  }
  return [...found.values()];
}

/** A contender with what it is worth on a rung. */
export interface Ranked {
  readonly contender: Contender;
  readonly worth: number;
}

/** Contenders that are worth something on this rung, best first, the earlier of equals first. */
export const ranked = (contenders: readonly Contender[], rung: number): Ranked[] =>
  contenders
    .flatMap((contender) => {
      const worth = contender.byRung.get(rung)?.worth ?? null;
      return worth === null ? [] : [{ contender, worth }];
    })
    .sort((a, b) => b.worth - a.worth || a.contender.origin - b.contender.origin);

/**
 * Rung on which these contenders compete: the highest where enough of them were measured, else the one where most were.
 * Figures of different rungs are never compared.
 */
export function competingRung(contenders: readonly Contender[], config: CampaignConfig): number {
  const rungs = config.rungs.map((_, rung) => rung).reverse();
  const peers = new Map(rungs.map((rung) => [rung, ranked(contenders, rung).length]));
  const crowded = rungs.find((rung) => (peers.get(rung) ?? 0) >= config.parameters.minPeers);
  return crowded ?? rungs.reduce((a, b) => ((peers.get(b) ?? 0) > (peers.get(a) ?? 0) ? b : a));
}

/** Fewer evaluations than this and a campaign searches in one population, without migration. */
const SMALL = 200;

export const isSmall = (config: CampaignConfig): boolean => (config.budget.evaluations ?? Infinity) < SMALL;
export const islandCount = (config: CampaignConfig): number => config.parameters.islands ?? (isSmall(config) ? 1 : 4);
export const madFloor = (config: CampaignConfig): number => config.parameters.madFloor ?? (isSmall(config) ? 0.5 : 0.1);
