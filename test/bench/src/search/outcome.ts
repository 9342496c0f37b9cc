import { proposalStandings } from '@codecsmith/campaign';
import type { WrittenCampaign } from './written-campaign.ts';

/** What one campaign came to. */
export interface Outcome {
  /** The best score that was measured, on any rung; null where nothing had one. */
  readonly best: number | null;
  readonly executorSeconds: number;
  readonly drafts: number;
  /** Drafts that crashed, were no code, or existed already. */
  readonly wasted: number;
  /** Prompts that equal an earlier one, byte for byte. */
  readonly repeated: number;
  /** Failures of drafts that a later prompt could tell of, and those that one did. */
  readonly failures: number;
  readonly told: number;
  readonly tokens: number;
}

export function outcomeOf(campaign: WrittenCampaign): Outcome {
  const standings = proposalStandings(campaign.history);
  const drafts = standings.filter(({ attempt }) => attempt.plan.origin === null);
  const scores = standings.flatMap(({ attempt }) => attempt.conclusion?.score ?? []);
  const failed = drafts.filter(({ outcome }) => outcome === 'crashed' || outcome === 'not_drafted');
  const tellable = failed.flatMap(({ attempt: { plan, conclusion } }) => {
    const later = campaign.sent.filter(
      ({ number }) => number > plan.number + LAG && number <= plan.number + LAG + WINDOW,
    );
    const row = new RegExp(`^#${plan.number} \\w+: .*${escaped(conclusion?.cause?.message ?? '')}`, 'mu');
    return later.length === 0 ? [] : [later.some(({ text }) => row.test(text))];
  });
  const texts = campaign.sent.map(({ text }) => text);
  return {
    best: scores.length === 0 ? null : Math.max(...scores),
    executorSeconds: campaign.executorSeconds,
    drafts: drafts.length,
    wasted: drafts.filter(({ outcome }) => outcome !== 'completed').length,
    repeated: texts.length - new Set(texts).size,
    failures: tellable.length,
    told: tellable.filter(Boolean).length,
    tokens: campaign.tokens,
  };
}

/** A prompt knows the results up to so many proposals before it, and tells of the last twelve. */
const LAG = 6;
const WINDOW = 12;
const MOST_SHOWN = 100;

const escaped = (text: string): string =>
  text.slice(0, MOST_SHOWN).replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
