import { GENERATORS } from '@codecsmith/experiment';
import type { CampaignConfig, Proposal } from '../../facts/index.ts';
import type { Operator } from '../../facts/shared.schema.ts';
import { STRAIGHT, type Course } from '../../facts/steering.schema.ts';
import { nextPromotion, type Promotion } from './cascade.ts';
import { islandCount, type Contender } from '../state/contenders.ts';
import { Draws } from './draw.ts';
import { islandsAfter } from '../state/islands.ts';
import { attemptLog } from './attempt-log.ts';
import { stepsOf } from './steps.ts';
import { materialFor, nearest } from './material.ts';
import { chooseModel, choosePlanners, chooseSummariser } from './models.ts';
import { drawOperator, repairWeight, repairable } from './operator.ts';
import { parentsOf, type Parent } from './parent.ts';
import type { Result } from '../state/results.ts';
import { finalPromotion } from './finals.ts';
import { drawSweep, sweepable } from './sweep.ts';

/** All that a plan may depend on. */
export interface PlanInput {
  readonly campaign: string;
  readonly config: CampaignConfig;
  readonly number: number;
  readonly resample: number;
  /** Results of proposals 1 … `sees(number)`, in number order. */
  readonly seen: readonly Result[];
  /** First plans of all proposals before this one: their ends are not looked at. */
  readonly earlier: readonly Proposal[];
  /** It measures what was found on a higher rung, or nothing. */
  readonly final: boolean;
  /** Executor seconds that are left; only a final looks at them. */
  readonly leftSeconds: number;
  /** What people changed since the start; left out: nothing. */
  readonly course?: Course;
}

/**
 * Plans one proposal: a pure function of its input, so that the order in which evaluations happen to end, restarts
 * and repeats change nothing. Undefined when the last proposals find nothing left to promote.
 */
export function planProposal(input: PlanInput): Proposal | undefined {
  const { config, number, resample, seen, earlier } = input;
  const draws = new Draws(config.seed, `${number}.${resample}`);
  const imported = config.imports[number - 1];
  if (imported !== undefined) {
    return { ...blank(input, draws), operator: 'import', source: { kind: 'submitted', ...imported } };
  }
  if (input.final) {
    const evaluations = (config.budget.evaluations ?? Infinity) - number + 1;
    const left = { evaluations, executorSeconds: input.leftSeconds };
    const last = finalPromotion(seen, earlier, config, left, draws);
    return last === undefined ? undefined : promoted(input, last, draws);
  }
  const brought = resample === 0 ? injected(input) : undefined;
  if (brought !== undefined)
    return { ...blank(input, draws), operator: 'import', source: { kind: 'submitted', ...brought } };
  const promotion = resample === 0 ? nextPromotion(seen, earlier, config) : undefined;
  if (promotion !== undefined) return promoted(input, promotion, draws);
  return config.control === 'random' ? sampled(input, draws, 'random') : bred(input, draws);
}

/** The first codec that people brought in and that no proposal has taken up. */
function injected({ course = STRAIGHT, earlier }: PlanInput): Course['injected'][number] | undefined {
  const taken = new Set(
    earlier.flatMap(({ operator, source }) =>
      operator === 'import' && source.kind === 'submitted' ? [source.code.digest] : [],
    ),
  );
  return course.injected.find(({ code }) => !taken.has(code.digest));
}

/** The plan that all others are variations of: nothing is bred from, the first rung, the draws made so far. */
const blank = ({ campaign, config, number, resample, seen, course = STRAIGHT }: PlanInput, draws: Draws): Proposal => ({
  number,
  resample,
  experimentId: `${campaign}-${number}${resample === 0 ? '' : `-r${resample}`}`,
  operator: 'seed',
  island: (number - 1) % islandCount(config),
  rung: 0,
  source: { kind: 'generated', provider: config.generator.provider, seed: draftSeed(config, number, resample) },
  model: null,
  planners: [],
  summariser: null,
  origin: null,
  parents: [],
  evidence: [],
  inspirations: [],
  inspirationScores: [],
  failures: [],
  attempts: [],
  steps: [],
  sweep: null,
  lesson: null,
  hints: [...course.hints],
  bans: [...course.bans],
  sees: seen.length,
  draws: draws.made,
});

/** Imports are not counted, so that the seeds of a search are the same with and without them. */
const draftSeed = ({ seed, imports }: CampaignConfig, number: number, resample: number): string =>
  `${seed}.${number - imports.length}.${resample}`;

function promoted(input: PlanInput, { contender, rung }: Promotion, draws: Draws): Proposal {
  const { drafted } = contender.first.attempt;
  if (drafted === null) throw new Error('only a drafted candidate is promoted');
  const { code, fileName, language } = drafted;
  const { experimentId, island } = contender.first.plan;
  return {
    ...blank(input, draws),
    operator: 'promote',
    island,
    rung,
    source: { kind: 'submitted', code, fileName, language },
    origin: contender.origin,
    parents: [experimentId],
  };
}

/** A candidate from nothing: a seed of the search, or a sample of the control. A model is told what became of others. */
const sampled = (input: PlanInput, draws: Draws, operator: Operator): Proposal => {
  const material = { ...askedModels(input, draws, operator), ...coldMaterial(input) };
  return { ...blank(input, draws), operator, ...material };
};

/** Who writes, and who is asked before: an idea comes before new code, and a repair needs none. */
function askedModels(
  input: PlanInput,
  draws: Draws,
  operator: Operator,
): Pick<Proposal, 'model' | 'planners' | 'summariser'> {
  const repairs = operator === 'repair';
  return {
    model: chooseModel(input, draws, repairs ? 'repair' : 'write'),
    planners: repairs ? [] : choosePlanners(input, draws),
    summariser: chooseSummariser(input, draws),
  };
}

/** Whether a candidate is written by a model, which learns from what it is told. */
const isTold = ({ config }: PlanInput): boolean => GENERATORS[config.generator.provider].asksModels;

const coldMaterial = (input: PlanInput) =>
  isTold(input) ? { failures: nearest([], input.seen), attempts: attemptLog(input.seen) } : {};

/** Candidates that the search itself drafted: a promotion takes no seed's place. */
const bredBefore = (earlier: readonly Proposal[]): number =>
  earlier.filter(({ origin, operator }) => origin === null && operator !== 'import').length;

function bred(input: PlanInput, draws: Draws): Proposal {
  const { config, seen, earlier } = input;
  const inSeeds = bredBefore(earlier) < config.parameters.seeds;
  const islands = islandsAfter(seen, config).map((members, index) => ({ index, members }));
  const inhabited = islands.filter(({ members }) => parentsOf(members, earlier, config).length > 0);
  if (inSeeds) return sampled(input, draws, 'seed');
  if (inhabited.length === 0) return cold(input, draws);
  const home = inhabited.filter(({ members }) => members.some(({ origin }) => origin === input.course?.pinned));
  const island = draws.pick(
    'island',
    home.length > 0 ? home : inhabited,
    () => 1,
    ({ index }) => String(index),
  );
  const { operator, parents, evidence, sweep } = drawParents(input, island.members, draws);
  if (sweep !== null) return { ...blank(input, draws), operator, island: island.index, parents, evidence, sweep };
  const models = askedModels(input, draws, operator);
  const material = materialFor(parents, island.members, seen, config, draws);
  const attempts = isTold(input) ? attemptLog(seen) : [];
  const steps = isTold(input) ? [] : stepsOf(seen);
  return {
    ...blank(input, draws),
    operator,
    island: island.index,
    ...models,
    parents,
    evidence,
    ...material,
    attempts,
    steps,
  };
}

/** Nobody has a score yet: a new seed, or, where a model writes, as often the repair of a draft that failed. */
function cold(input: PlanInput, draws: Draws): Proposal {
  const broken = isTold(input) ? repairable(input.seen, input.earlier) : [];
  const kinds = ['seed', 'repair'] as const;
  const kind =
    broken.length === 0
      ? 'seed'
      : draws.pick(
          'operator',
          kinds,
          () => 1,
          (name) => name,
        );
  if (kind === 'seed') return sampled(input, draws, 'seed');
  const failure = draws.pick(
    'parent',
    broken,
    () => 1,
    ({ plan }) => plan.experimentId,
  );
  const of = [failure.plan.experimentId];
  const models = askedModels(input, draws, 'repair');
  return { ...blank(input, draws), operator: 'repair', ...models, parents: of, evidence: of, ...coldMaterial(input) };
}

/** The parent that people chose, on whatever rung it was measured; undefined where it is not of this island. */
function pinnedOf(island: readonly Contender[], { pinned }: Course): Parent[] | undefined {
  const contender = island.find(({ origin }) => origin === pinned);
  if (contender === undefined) return undefined;
  const rung = Math.max(...contender.byRung.keys());
  const evidence = contender.byRung.get(rung)?.plan.experimentId ?? contender.first.plan.experimentId;
  return [{ contender, worth: 0, weight: 1, evidence }];
}

function drawParents(
  { config, seen, earlier, course = STRAIGHT }: PlanInput,
  island: readonly Contender[],
  draws: Draws,
) {
  const pool = parentsOf(island, earlier, config);
  const broken = repairable(seen, earlier);
  const pinned = pinnedOf(island, course);
  const sweeps = sweepable(pinned ?? pool, earlier);
  const operator = drawOperator(config, pool, broken, sweeps, draws);
  const idOf = (result: Result) => result.plan.experimentId;
  if (operator === 'repair') {
    const failure = draws.pick('parent', broken, (one) => repairWeight(one, pool), idOf);
    return { operator, parents: [idOf(failure)], evidence: [idOf(failure)], sweep: null };
  }
  if (operator === 'sweep') {
    const { parent, sweep } = drawSweep(sweeps, draws);
    return { operator, parents: [idOf(parent.contender.first)], evidence: [parent.evidence], sweep };
  }
  const pick = (name: string, from: typeof pool) =>
    draws.pick(
      name,
      from,
      ({ weight }) => weight,
      ({ contender }) => idOf(contender.first),
    );
  const first = pick('parent', pinned ?? pool);
  const chosen =
    operator === 'crossover'
      ? [
          first,
          pick(
            'second parent',
            pool.filter((one) => one !== first),
          ),
        ]
      : [first];
  return {
    operator,
    parents: chosen.map((parent) => idOf(parent.contender.first)),
    evidence: chosen.map((parent) => parent.evidence),
    sweep: null,
  };
}
