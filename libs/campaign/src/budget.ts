import type { Amounts, Budget } from './facts/shared.schema.ts';
import type { StartedCampaign } from './state.ts';

export const NOTHING: Amounts = { evaluations: 0, tokens: 0, costUsd: 0, executorSeconds: 0 };

const RESOURCES = ['evaluations', 'tokens', 'costUsd', 'executorSeconds'] as const;

/** Fills in what a sender left out, and keeps money free of binary dust: whole billionths of a dollar. */
export const whole = (partial: { readonly [K in keyof Amounts]?: Amounts[K] | undefined }): Amounts => ({
  evaluations: partial.evaluations ?? 0,
  tokens: partial.tokens ?? 0,
  costUsd: rounded(partial.costUsd ?? 0),
  executorSeconds: rounded(partial.executorSeconds ?? 0),
});

export const add = (a: Amounts, b: Amounts): Amounts =>
  whole({
    evaluations: a.evaluations + b.evaluations,
    tokens: a.tokens + b.tokens,
    costUsd: a.costUsd + b.costUsd,
    executorSeconds: a.executorSeconds + b.executorSeconds,
  });

/** What is gone for good plus what is set aside: a reservation that is never settled stays spent. */
export const committed = (spent: Amounts, reservations: Readonly<Record<string, Amounts>>): Amounts =>
  Object.values(reservations).reduce(add, spent);

/** Executor seconds that are neither spent nor set aside; without a limit there is no end of them. */
export const leftSeconds = ({ config, spent, open }: Pick<StartedCampaign, 'config' | 'spent' | 'open'>): number =>
  (config.budget.executorSeconds ?? Infinity) - committed(spent, open).executorSeconds;

/** First resource of which `wanted` more would exceed the budget, or undefined. */
export function exceeded(budget: Budget, used: Amounts, wanted: Amounts): keyof Amounts | undefined {
  const total = add(used, wanted);
  return RESOURCES.find((name) => total[name] > (budget[name] ?? Infinity));
}

/** The wall clock of the budget has run out. */
export const outOfTime = (budget: Budget, startedAt: string, now: string): boolean =>
  Date.parse(now) - Date.parse(startedAt) >= (budget.wallSeconds ?? Infinity) * 1000;

const rounded = (value: number): number => Math.round(value * 1e9) / 1e9;
