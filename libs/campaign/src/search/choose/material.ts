import type { CampaignConfig } from '../../facts/index.ts';
import { elitesOf } from '../state/archive.ts';
import type { Contender } from '../state/contenders.ts';
import type { Draws } from './draw.ts';
import { activeLessons } from './lessons.ts';
import type { Result } from '../state/results.ts';

const INSPIRATIONS = 2;
const FAILED_TRIES = 3;
/** As much as a plan holds. */
const MOST_SUMMARY = 1000;

/** What a prompt shows beside the parent: the best of cells, the nearest failed tries, one lesson. */
export interface Material {
  readonly inspirations: string[];
  readonly inspirationScores: (number | null)[];
  readonly failures: string[];
  readonly lesson: string | null;
}

export function materialFor(
  parents: readonly string[],
  island: readonly Contender[],
  seen: readonly Result[],
  config: CampaignConfig,
  draws: Draws,
): Material {
  const lesson = summaryIn(seen, config) ?? drawnLesson(seen, config, draws);
  return { ...inspirationsFor(parents, island, config, draws), failures: nearest(parents, seen), lesson };
}

/** The latest that a model made of the results, while it is not too old. */
function summaryIn(seen: readonly Result[], { parameters: { lessonLife } }: CampaignConfig): string | null {
  const summaries = seen
    .slice(-lessonLife)
    .flatMap(({ attempt: { asked } }) => asked?.consultations ?? [])
    .filter(({ role, said }) => role === 'summarise' && said !== null);
  return summaries.at(-1)?.said?.slice(0, MOST_SUMMARY) ?? null;
}

function drawnLesson(seen: readonly Result[], config: CampaignConfig, draws: Draws): string | null {
  const lessons = activeLessons(seen, config);
  if (lessons.length === 0) return null;
  const lesson = draws.pick(
    'lesson',
    lessons,
    () => 1,
    ({ index }) => String(index),
  );
  return lesson.text;
}

function inspirationsFor(
  parents: readonly string[],
  island: readonly Contender[],
  config: CampaignConfig,
  draws: Draws,
): Pick<Material, 'inspirations' | 'inspirationScores'> {
  // The best of the parent's own cell too: a sibling may do well what the parent does badly.
  let others = elitesOf(
    island.filter((one) => !parents.includes(one.first.plan.experimentId)),
    config,
  );
  const chosen: { readonly id: string; readonly score: number | null }[] = [];
  while (chosen.length < INSPIRATIONS && others.length > 0) {
    const pick = draws.pick(
      `inspiration ${chosen.length + 1}`,
      others,
      (elite) => 1 / (1 + others.indexOf(elite)),
      ({ contender }) => contender.first.plan.experimentId,
    );
    chosen.push({ id: pick.contender.first.plan.experimentId, score: pick.score });
    others = others.filter((elite) => elite !== pick);
  }
  return { inspirations: chosen.map(({ id }) => id), inspirationScores: chosen.map(({ score }) => score) };
}

/** Failed tries: real ones first, among them siblings, then those of the parent's family, then the latest. */
export function nearest(parents: readonly string[], seen: readonly Result[]): string[] {
  const families = new Set(
    seen
      .filter((result) => parents.includes(result.plan.experimentId))
      .map((result) => result.attempt.candidate?.family),
  );
  const closeness = (result: Result): number => {
    const sibling = result.plan.parents.some((parent) => parents.includes(parent));
    const related = families.has(result.attempt.candidate?.family ?? undefined);
    return 4 * substance(result) + (sibling ? 2 : 0) + (related ? 1 : 0);
  };
  return seen
    .filter((result) => result.outcome !== 'completed' && result.outcome !== 'cancelled')
    .sort((a, b) => closeness(b) - closeness(a) || b.plan.number - a.plan.number)
    .slice(0, FAILED_TRIES)
    .map((result) => result.plan.experimentId);
}

/** 2: there was code; 1: a model answered; 0: nobody did, which teaches nothing about codecs. */
function substance({ outcome, attempt }: Result): number {
  if (outcome !== 'not_drafted') return 2;
  return (attempt.asked?.tokens?.output ?? 0) > 0 ? 1 : 0;
}
