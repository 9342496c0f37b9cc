import { EvolutionStrategy } from './evolution-strategy.ts';
import { amountAt, amountsOf, placeOf, type GeneTable, type Values } from './gene-table.ts';
import { slopeOf, type Trial } from './slope.ts';

/** A child that differs from its parent in numbers alone, and what its score gained over the parent's. */
export interface NumberStep {
  readonly from: Values;
  readonly to: Values;
  readonly gain: number;
}

/** Length of a first step along each number, as a share of its range. */
const FIRST_SIGMA = 0.07;
/** Steps that are drawn; the one that promises most by the slope of the latest trials is taken. */
const DRAWN = 4;
const LATEST = 24;

/** Moves all numbers by a step of an evolution strategy that has learnt from the steps made so far, in order. */
export function stepped(
  table: GeneTable,
  values: Values,
  steps: readonly NumberStep[],
  random: () => number,
  length = 1,
): Values {
  const amounts = amountsOf(table);
  const placesOf = (genes: Values) => amounts.map(([name, gene]) => placeOf(gene, Number(genes[name])));
  const trials = steps.map(({ from, to, gain }) => ({ gain, step: difference(placesOf(to), placesOf(from)) }));
  const places = placesOf(values);
  const step = nextStep(trials, amounts.length, random).map((x) => length * x);
  const moved = amounts.map(([name, gene], at) => [name, amountAt(gene, (places[at] ?? 0) + (step[at] ?? 0))]);
  return { ...values, ...(Object.fromEntries(moved) as Values) };
}

/** The next step of `size` numbers, each of range 0 … 1, after the trials so far. */
export function nextStep(trials: readonly Trial[], size: number, random: () => number, drawn = DRAWN): number[] {
  const strategy = new EvolutionStrategy(size, FIRST_SIGMA);
  for (const { step, gain } of trials) strategy.learn(step, gain > 0);
  const slope = slopeOf(trials.slice(-LATEST), strategy.sigma);
  const promise = (step: readonly number[]) => step.reduce((sum, x, at) => sum + x * (slope?.[at] ?? 0), 0);
  const draws = Array.from({ length: slope === null ? 1 : drawn }, () => strategy.draw(random));
  return draws.reduce((a, b) => (promise(b) > promise(a) ? b : a));
}

const difference = (a: readonly number[], b: readonly number[]): number[] => a.map((x, at) => x - (b[at] ?? 0));
