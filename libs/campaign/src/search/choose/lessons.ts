import type { CampaignConfig, Lesson } from '../../facts/index.ts';
import { median } from './parent.ts';
import { Gains } from '../state/gains.ts';
import type { Result } from '../state/results.ts';

type Finding = Pick<Lesson, 'kind' | 'text' | 'evidence'>;

/** Looks at the latest results; `known` is how many there are in all. */
type Finder = (recent: readonly Result[], gains: Gains, known: number) => Finding | undefined;

/**
 * What the results teach, in number order: one finding for every `lessonEvery` candidates that were measured, drawn from
 * the last `lessonLife` results. The kinds take turns, so that a campaign hears of gains, failures, families and losses alike.
 */
export function lessonsOf(seen: readonly Result[], config: CampaignConfig): Lesson[] {
  const lessons: Lesson[] = [];
  const gains = new Gains(seen);
  const window = config.parameters.lessonLife;
  let accepted = 0;
  for (const [at, result] of seen.entries()) {
    if (result.plan.origin !== null || result.outcome !== 'completed') continue;
    accepted += 1;
    if (accepted % config.parameters.lessonEvery !== 0) continue;
    const finding = findingFrom(seen.slice(Math.max(0, at + 1 - window), at + 1), gains, at + 1, lessons);
    if (finding !== undefined) lessons.push({ index: lessons.length + 1, after: at + 1, ...finding });
  }
  return lessons;
}

/** Lessons worth telling: the latest few, and none that outlived `lessonLife` results without a better best. */
export function activeLessons(seen: readonly Result[], config: CampaignConfig): Lesson[] {
  const { lessonLife, lessonsKept } = config.parameters;
  const improved = lastImprovement(seen, config);
  const active = lessonsOf(seen, config).filter(
    (lesson) => seen.length - Math.max(lesson.after, improved) < lessonLife,
  );
  return active.slice(Math.max(0, active.length - lessonsKept));
}

/** Number of results after which the best of the top rung last became better; 0 before the first. */
export function lastImprovement(seen: readonly Result[], config: CampaignConfig): number {
  let [best, at] = [-Infinity, 0];
  for (const [index, { plan, worth }] of seen.entries()) {
    if (plan.rung !== config.rungs.length - 1 || worth === null || worth <= best) continue;
    [best, at] = [worth, index + 1];
  }
  return at;
}

function findingFrom(
  recent: readonly Result[],
  gains: Gains,
  known: number,
  told: readonly Lesson[],
): Finding | undefined {
  const turn = told.length % FINDERS.length;
  const finders = [...FINDERS.slice(turn), ...FINDERS.slice(0, turn)];
  for (const find of finders) {
    const finding = find(recent, gains, known);
    if (finding !== undefined && !told.some((lesson) => lesson.text === finding.text)) return finding;
  }
  return undefined;
}

const change =
  (kind: 'gain' | 'loss', sign: 1 | -1): Finder =>
  (recent, gains, known) => {
    const changes = recent
      .filter((result) => result.plan.origin === null)
      .flatMap((result) => {
        const gain = gains.of(result, known);
        return gain === null || gain * sign <= 0 ? [] : [{ result, gain }];
      })
      .sort((a, b) => sign * (b.gain - a.gain));
    const [most] = changes;
    if (most === undefined) return undefined;
    const idea = most.result.attempt.drafted?.hypothesis?.slice(0, 300) ?? `operator ${most.result.plan.operator}`;
    const verb = kind === 'gain' ? 'gained' : 'lost';
    return {
      kind,
      text: `${verb} ${Math.abs(most.gain).toPrecision(4)} points over its parent: ${idea}`,
      evidence: [most.result.plan.experimentId, ...most.result.plan.parents.slice(0, 2)],
    };
  };

const commonFailure: Finder = (recent) => {
  const groups = Map.groupBy(
    recent.filter((result) => result.cause !== null && result.outcome !== 'cancelled'),
    (result) => `${result.outcome}: ${result.cause?.code ?? ''}`,
  );
  const [most] = [...groups].sort(([, a], [, b]) => b.length - a.length);
  if (most === undefined || most[1].length < 2) return undefined;
  const [name, results] = most;
  const last = results.at(-1)?.cause;
  const advice = last?.advice ?? last?.message ?? '';
  return {
    kind: 'failure',
    text: `${results.length} of the last ${recent.length} ended ${name}. ${advice}`.slice(0, 600),
    evidence: results.slice(-5).map((result) => result.plan.experimentId),
  };
};

const bestFamily: Finder = (recent) => {
  const scored = recent.filter((result) => result.plan.origin === null && result.score !== null);
  const groups = [...Map.groupBy(scored, (result) => result.attempt.candidate?.family ?? 'other')]
    .map(([family, results]) => ({ family, results, middle: median(results.map(({ score }) => score ?? 0)) }))
    .sort((a, b) => b.middle - a.middle);
  const [best, ...others] = groups;
  if (best === undefined || others.length === 0) return undefined;
  const told = [best, ...others].map((g) => `${g.family} ${g.middle.toPrecision(4)} (${g.results.length})`);
  return {
    kind: 'family',
    text: `median score by coding-tool family (count): ${told.join(', ')}`,
    evidence: best.results.slice(-5).map((result) => result.plan.experimentId),
  };
};

const FINDERS: readonly Finder[] = [change('gain', 1), commonFailure, bestFamily, change('loss', -1)];
