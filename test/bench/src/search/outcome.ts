import { proposalStandings } from '@codecsmith/campaign';
import type { WrittenCampaign } from './written-campaign.ts';

/** Executor seconds after which the best score is read off. */
export const MOMENTS = [60, 180, 540] as const;

/** What one campaign came to. */
export interface Outcome {
  /** The best score that was measured, on any rung; null where nothing had one. */
  readonly best: number | null;
  /** The best score after so many executor seconds, trials included; null where nothing had one yet. */
  readonly bestAfter: readonly (number | null)[];
  readonly executorSeconds: number;
  readonly drafts: number;
  /** Drafts that crashed or were no code. */
  readonly failed: number;
  /** Drafts that existed already. */
  readonly copies: number;
  /** Prompts that equal an earlier one, byte for byte. */
  readonly repeated: number;
  /** Failures of drafts that a later prompt could tell of, and those that one did. */
  readonly failures: number;
  readonly told: number;
  /** Drafts that saved more than their best parent on the first rung, and those of them that were measured on the second. */
  readonly better: number;
  readonly measured: number;
  /** Champions that were crowned, and those of them that had a verdict or came with the reason why none is possible. */
  readonly champions: number;
  readonly judged: number;
  readonly prompts: number;
  readonly tokens: number;
}

export function outcomeOf(campaign: WrittenCampaign): Outcome {
  const standings = proposalStandings(campaign.history);
  const drafts = standings.filter(({ attempt }) => attempt.plan.origin === null);
  const scores = standings.flatMap(({ attempt }) => attempt.conclusion?.score ?? []);
  const texts = campaign.sent.map(({ text }) => text);
  const tellable = toldOf(campaign);
  const better = betterOf(campaign);
  return {
    best: scores.length === 0 ? null : Math.max(...scores),
    bestAfter: MOMENTS.map((seconds) => bestWithin(campaign, seconds)),
    executorSeconds: campaign.executorSeconds,
    drafts: drafts.length,
    failed: drafts.filter(({ outcome }) => outcome !== 'completed' && outcome !== 'duplicate').length,
    copies: drafts.filter(({ outcome }) => outcome === 'duplicate').length,
    repeated: texts.length - new Set(texts).size,
    failures: tellable.length,
    told: tellable.filter(Boolean).length,
    better: better.length,
    measured: better.filter(Boolean).length,
    ...crownsOf(campaign),
    prompts: texts.length,
    tokens: campaign.tokens,
  };
}

const bestWithin = ({ scored }: WrittenCampaign, seconds: number): number | null =>
  scored
    .filter((one) => one.executorSeconds <= seconds)
    .reduce<number | null>((best, { score }) => Math.max(best ?? -Infinity, score), null);

/** Of each failed draft that a later prompt could tell of, whether one did. */
function toldOf(campaign: WrittenCampaign): boolean[] {
  const { state } = campaign.history;
  const lag = state.phase === 'absent' ? 0 : state.config.parameters.lag;
  const failed = proposalStandings(campaign.history).filter(
    ({ attempt, outcome }) => attempt.plan.origin === null && (outcome === 'crashed' || outcome === 'not_drafted'),
  );
  return failed.flatMap(({ attempt: { plan, conclusion } }) => {
    // A prompt knows the results up to `lag` proposals before it.
    const later = campaign.sent.filter(
      ({ number }) => number >= plan.number + lag && number < plan.number + lag + WINDOW,
    );
    const row = new RegExp(`^#${plan.number} \\w+: .*${escaped(conclusion?.cause?.message ?? '')}`, 'mu');
    return later.length === 0 ? [] : [later.some(({ text }) => row.test(text))];
  });
}

/** Of each draft above its best parent on the first rung, whether it was measured on the second. */
function betterOf({ history }: WrittenCampaign): boolean[] {
  const attempts = proposalStandings(history).flatMap(({ attempt, outcome }) =>
    outcome === 'completed' ? [attempt] : [],
  );
  const savings = new Map(attempts.map(({ plan, measured }) => [plan.experimentId, measured?.saving ?? null]));
  return attempts.flatMap(({ plan, measured }) => {
    if (plan.origin !== null || plan.parents.length === 0 || measured?.saving == null) return [];
    const parents = plan.parents.map((parent) => savings.get(parent) ?? Infinity);
    if (measured.saving <= Math.max(...parents)) return [];
    return [attempts.some((one) => one.plan.origin === plan.number && one.plan.rung === 1 && one.conclusion !== null)];
  });
}

/** A prompt tells of the last twelve results. */
const WINDOW = 12;
/** A champion comes with the reason where the bounds of a verdict were not kept, and without one where they were. */
function crownsOf({ history, log }: WrittenCampaign): Pick<Outcome, 'champions' | 'judged'> {
  const attempts = history.proposals().flat();
  const crowns = log.filter(({ type }) => type === 'ChampionCrowned').map(({ data }) => data as Crown);
  const judged = crowns.filter(({ experimentId, noVerdict }) => {
    const reason = attempts.find(({ plan }) => plan.experimentId === experimentId)?.measured?.noVerdict;
    return reason !== undefined && (noVerdict ?? null) === reason;
  });
  return { champions: crowns.length, judged: judged.length };
}

interface Crown {
  readonly experimentId: string;
  readonly noVerdict?: string | null;
}

const MOST_SHOWN = 100;

const escaped = (text: string): string =>
  text.slice(0, MOST_SHOWN).replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
