import type { Fact } from '@codecsmith/kernel';
import { metrics } from '@codecsmith/observability';
import { z } from 'zod';

/** What facts about drafts say of their model, as far as there was one. */
const spend = z.object({
  model: z.string(),
  tokens: z.object({ input: z.number(), output: z.number() }).nullable(),
  costUsd: z.number().nullable(),
});

const DRAFTS: readonly string[] = ['CandidateDrafted', 'DraftingFailed'];

/** Counts the tokens and the money of a draft that a model was asked for. */
export function countSpend({ type, data }: Fact): void {
  if (!DRAFTS.includes(type)) return;
  const drafted = spend.safeParse(data);
  if (!drafted.success) return;
  const { model, tokens, costUsd } = drafted.data;
  metrics.modelCost.add({ model }, costUsd ?? 0);
  metrics.modelTokens.add({ model, direction: 'input' }, tokens?.input ?? 0);
  metrics.modelTokens.add({ model, direction: 'output' }, tokens?.output ?? 0);
}
