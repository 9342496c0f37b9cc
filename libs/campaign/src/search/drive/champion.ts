import type { CampaignCommandData } from '../../commands/index.ts';
import type { CampaignConfig } from '../../facts/index.ts';
import type { Result } from '../state/results.ts';

/** The next result of the top rung, in number order, that beats the champion; undefined when none does. */
export function nextChampion(
  seen: readonly Result[],
  champion: { readonly number: number; readonly score: number } | null,
  config: CampaignConfig,
): CampaignCommandData<'crown'> | undefined {
  const top = config.rungs.length - 1;
  for (const { plan, score, attempt } of seen) {
    if (plan.rung !== top || score === null || attempt.drafted === null) continue;
    if (champion !== null && (plan.number <= champion.number || score <= champion.score)) continue;
    return { number: plan.number, experimentId: plan.experimentId, code: attempt.drafted.code, score };
  }
  return undefined;
}
