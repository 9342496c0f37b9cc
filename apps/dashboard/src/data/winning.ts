import type { CampaignStanding, Progress } from '@codecsmith/client';

/** What leads now, and how it came there. */
export interface Leader {
  readonly experimentId: string;
  /** Percent of the anchor's bits saved. */
  readonly score: number;
  /** How the score came on of late, in words. */
  readonly trend: string;
}

/** Proposals that a trend looks back over. */
const LATELY = 10;

/** The champion of a search; null until there is one. */
export function leaderOf({ champion, progress, planned }: CampaignStanding): Leader | null {
  if (champion === null) return null;
  const before = progress.findLast(({ number }) => number <= planned - LATELY);
  const since = progress.at(-1)?.number ?? planned;
  return { experimentId: champion.experimentId, score: champion.score, trend: trendOf() };

  function trendOf(): string {
    if (before === undefined) return `after ${countOf(planned, 'proposal')}`;
    const gain = (champion?.score ?? 0) - before.score;
    if (gain > 0) return `${gain.toFixed(1)} points more than ${LATELY} proposals ago`;
    return `no gain in the last ${countOf(planned - since, 'proposal')}`;
  }
}

/** The best of the experiments that were requested one by one, on the frames that most of them share. */
export function leaderOfAll({ best, scoreKeys }: Pick<Progress, 'best' | 'scoreKeys'>): Leader | null {
  const steps = best.filter(({ scoreKey }) => scoreKey === scoreKeys[0]?.key);
  const last = steps.at(-1);
  if (last === undefined) return null;
  const { experimentId, score } = last;
  const first = steps[0];
  const trend =
    first === undefined || first === last
      ? 'the first with a score'
      : `${(score - first.score).toFixed(1)} points more than the first, in ${countOf(steps.length - 1, 'step')}`;
  return { experimentId, score, trend };
}

/** Whether the standard encoder is beaten, in a sentence. `anchor`: encoder and mode. */
export function winningText(score: number, anchor: string): string {
  const amount = `${Math.abs(score).toFixed(1)} %`;
  if (score > 0) return `Yes: ${amount} fewer bits than ${anchor} at equal quality`;
  return score === 0 ? `Level with ${anchor}` : `Not yet: ${amount} more bits than ${anchor} at equal quality`;
}

const countOf = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
