import type { CampaignCommandInput } from '../../commands/index.ts';
import type { CampaignConfig } from '../../facts/index.ts';
import type { Result } from '../state/results.ts';

/** The next result of the top rung, in number order, that beats the champion; undefined when none does. */
export function nextChampion(
  seen: readonly Result[],
  champion: { readonly number: number; readonly score: number; readonly worth: number | null } | null,
  config: CampaignConfig,
): CampaignCommandInput<'crown'> | undefined {
  const top = config.rungs.length - 1;
  for (const { plan, score, worth, attempt } of seen) {
    if (plan.rung !== top || score === null || worth === null || attempt.drafted === null) continue;
    if (champion !== null && (plan.number <= champion.number || worth <= (champion.worth ?? champion.score))) continue;
    const { code } = attempt.drafted;
    const noVerdict = attempt.measured?.noVerdict ?? null;
    return { number: plan.number, experimentId: plan.experimentId, code, score, worth, noVerdict };
  }
  return undefined;
}

/** Where no result reached the top rung: the best of the highest rung reached, and the name of that rung. */
export function bestReached(
  seen: readonly Result[],
  { rungs }: CampaignConfig,
): CampaignCommandInput<'crown'> | undefined {
  const crowned = seen
    .flatMap(({ plan, score, worth, attempt: { drafted, measured } }) =>
      worth === null || drafted === null
        ? []
        : [{ plan, score: score ?? worth, worth, code: drafted.code, noVerdict: measured?.noVerdict ?? null }],
    )
    .sort((a, b) => b.plan.rung - a.plan.rung || b.worth - a.worth || a.plan.number - b.plan.number)[0];
  if (crowned === undefined) return undefined;
  const { plan, ...figures } = crowned;
  const rung = rungs[plan.rung]?.name ?? String(plan.rung);
  return { number: plan.number, experimentId: plan.experimentId, ...figures, rung };
}
