import type { Proposal } from '../../facts/index.ts';
import { Gains } from '../state/gains.ts';
import type { Result } from '../state/results.ts';

const BEST = 5;
const WORST = 3;
const LATEST = 5;
/** Results of which every failure is told. */
const RECENT = 12;

/** Drafts that failed of late, on whatever rung. */
const failedOf = (seen: readonly Result[], latest: ReadonlyMap<number, Result>): Result[] =>
  seen.slice(-RECENT).flatMap((result) => {
    const failed = result.outcome !== 'completed' && result.outcome !== 'cancelled';
    return failed ? (latest.get(result.origin) ?? []) : [];
  });

/**
 * What a prompt tells of the tries so far: the best, the worst and the latest drafts with their scores, and each that failed
 * among the last {@link RECENT} results, in number order.
 * Each draft counts by its highest rung; scores of different rungs are named by their rung and compared by gain.
 */
export function attemptLog(seen: readonly Result[]): Proposal['attempts'] {
  const gains = new Gains(seen);
  const latest = new Map<number, Result>();
  for (const result of seen) if (result.outcome !== 'cancelled') latest.set(result.origin, result);
  const all = [...latest.values()].sort((a, b) => a.origin - b.origin);
  const scored = all
    .filter(({ score }) => score !== null)
    .sort((a, b) => b.plan.rung - a.plan.rung || (b.score ?? 0) - (a.score ?? 0));
  const told = new Set([
    ...scored.slice(0, BEST),
    ...scored.slice(-WORST),
    ...all.slice(-LATEST),
    ...failedOf(seen, latest),
  ]);
  return all
    .filter((result) => told.has(result))
    .map((result) => ({
      experimentId: draftOf(result, seen),
      number: result.origin,
      operator: operatorOf(result, seen),
      rung: result.plan.rung,
      outcome: result.outcome,
      score: result.score,
      gain: gains.of(firstOf(result, seen)),
    }));
}

const firstOf = (result: Result, seen: readonly Result[]): Result =>
  seen.find((one) => one.origin === result.origin && one.plan.origin === null) ?? result;
const draftOf = (result: Result, seen: readonly Result[]): string => firstOf(result, seen).plan.experimentId;
const operatorOf = (result: Result, seen: readonly Result[]): Proposal['operator'] =>
  firstOf(result, seen).plan.operator;
