import { committed, exceeded, outOfTime, whole } from '../../budget.ts';
import { isEvaluation } from '../../decide/search.decide.ts';
import type { CampaignConfig } from '../../facts/index.ts';
import { reservedSeconds } from '../../rung-costs.ts';
import type { StartedCampaign } from '../../state.ts';
import type { Attempt } from '../state/attempt.ts';
import { lastImprovement } from '../choose/lessons.ts';
import type { Result } from '../state/results.ts';

/** Why a campaign plans nothing more. */
export interface Finish {
  readonly code: 'budget' | 'target' | 'stagnation' | 'generator';
  readonly message: string;
  /** Nothing at all may be planned, not even a replacement for a duplicate. */
  readonly hard: boolean;
  /** What is under way is cancelled: it may hang. */
  readonly cancels?: boolean;
}

/** What stops a campaign at once, whatever is still open: money, tokens, time, executors. */
export function hardFinish(
  state: StartedCampaign,
  attempts: readonly (readonly Attempt[])[],
  now: string,
): Finish | undefined {
  const { budget } = state.config;
  const refused = attempts.flat().find((attempt) => attempt.conclusion?.cause?.code === 'budget_exhausted');
  if (refused !== undefined) return over(refused.conclusion?.cause?.message ?? 'the budget is exhausted');
  if (outOfTime(budget, state.startedAt, now)) {
    return { ...over(`the ${budget.wallSeconds ?? 0} s of wall time are over`), cancels: true };
  }
  const wanted = whole({ executorSeconds: Math.min(...reservedSeconds(state.config)) });
  const short = exceeded({ ...budget, evaluations: undefined }, committed(state.spent, state.open), wanted);
  const pending = Object.keys(state.open).some(isEvaluation);
  return short === undefined || pending ? undefined : over(`the budget of ${budget[short] ?? 0} ${short} is used up`);
}

/** What ends a campaign in number order: the same for the same results, whenever they came. */
export function softFinish(seen: readonly Result[], config: CampaignConfig, planned: number): Finish | undefined {
  const { evaluations } = config.budget;
  const { targetScore, stopAfterStagnant, stopAfterUndrafted } = config.parameters;
  if (planned >= (evaluations ?? Infinity)) return over(`all ${planned} evaluations are done`, false);
  const best = bestScore(seen, config);
  if (targetScore !== null && best >= targetScore) {
    return { code: 'target', message: `score ${best} reached the target ${targetScore}`, hard: false };
  }
  const stagnant = seen.length - lastImprovement(seen, config);
  if (stopAfterStagnant !== null && stagnant >= stopAfterStagnant) {
    return { code: 'stagnation', message: `no better champion in ${stagnant} results`, hard: false };
  }
  const final = refusalOf(seen, config);
  if (final !== undefined) return { code: 'generator', message: final.slice(0, 1000), hard: true };
  const latest = seen.filter((result) => result.plan.origin === null).slice(-stopAfterUndrafted);
  const last = latest.at(-1);
  if (latest.length < stopAfterUndrafted || latest.some((one) => one.outcome !== 'not_drafted')) return undefined;
  const message = `${latest.length} drafts in a row failed, the last with: ${last?.cause?.message ?? 'no cause'}`;
  return { code: 'generator', message: message.slice(0, 1000), hard: true };
}

/** Causes that no repetition changes. */
const FINAL: ReadonlySet<string> = new Set(['invalid_key', 'quota_exhausted', 'provider_missing']);

/** Why no model of the campaign will ever answer: the last that each was asked for ended with a refusal for good. */
function refusalOf(seen: readonly Result[], { generator }: CampaignConfig): string | undefined {
  const names = generator.models.length === 0 ? [null] : generator.models.map(({ name }) => name);
  const last = names.map((name) => seen.findLast(({ plan }) => plan.origin === null && plan.model === name));
  if (last.some((result) => !FINAL.has(result?.cause?.code ?? ''))) return undefined;
  return `no model answers any more: ${last.map((one) => `${one?.plan.model ?? 'the provider'}: ${one?.cause?.message ?? ''}`).join('; ')}`;
}

const over = (message: string, hard = true): Finish => ({ code: 'budget', message, hard });

const bestScore = (seen: readonly Result[], config: CampaignConfig): number =>
  seen
    .filter((result) => result.plan.rung === config.rungs.length - 1 && result.score !== null)
    .reduce((best, { score }) => Math.max(best, score ?? best), -Infinity);
