import type { CampaignProposal } from '@codecsmith/client';

/** What the answers of one model came to. */
export interface ModelSpend {
  readonly model: string;
  readonly answers: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Null where an answer has no price. */
  readonly costUsd: number | null;
}

/** Spend of each model that answered, in the order of their first answers. */
export function modelSpend(proposals: readonly CampaignProposal[]): ModelSpend[] {
  const asked = proposals.flatMap(({ model, tokens, costUsd, consultations }) => [
    ...consultations,
    ...(model === null || tokens === null ? [] : [{ model, tokens, costUsd }]),
  ]);
  return [...Map.groupBy(asked, ({ model }) => model)].map(([model, its]) => ({
    model,
    answers: its.length,
    inputTokens: its.reduce((sum, { tokens }) => sum + tokens.input, 0),
    outputTokens: its.reduce((sum, { tokens }) => sum + tokens.output, 0),
    costUsd: its.reduce<number | null>(
      (sum, { costUsd }) => (sum === null || costUsd === null ? null : sum + costUsd),
      0,
    ),
  }));
}
