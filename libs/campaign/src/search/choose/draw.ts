import type { Draw } from '../../facts/shared.schema.ts';

/**
 * Uniform number in [0, 1) that depends on nothing but its name: f(campaign seed, proposal, name of the draw).
 * Hash: cyrb53 (bryc, public domain), 53 bits.
 */
export function uniform(seed: number, proposal: string, name: string): number {
  const text = `${seed}/${proposal}/${name}`;
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)) / 2 ** 53;
}

/** Draws of one proposal, each recorded as it is made. */
export class Draws {
  readonly made: Draw[] = [];
  readonly #seed: number;
  readonly #proposal: string;

  /** @param proposal number and resample, such as `12.0`: a proposal that is drawn again draws other numbers */
  constructor(seed: number, proposal: string) {
    this.#seed = seed;
    this.#proposal = proposal;
  }

  /** Picks a candidate with a chance in proportion to its weight; all alike when no weight is positive. */
  pick<T>(name: string, candidates: readonly T[], weightOf: (item: T) => number, labelOf: (item: T) => string): T {
    const weights = candidates.map(weightOf);
    const value = uniform(this.#seed, this.#proposal, name);
    const index = positionOf(value, weights);
    return this.#record(name, value, candidates, weights, index, labelOf);
  }

  /** Takes the largest weight, the first of equals: recorded like a draw, with no chance in it. */
  best<T>(name: string, candidates: readonly T[], weightOf: (item: T) => number, labelOf: (item: T) => string): T {
    const weights = candidates.map(weightOf);
    return this.#record(name, null, candidates, weights, weights.indexOf(Math.max(...weights)), labelOf);
  }

  #record<T>(
    name: string,
    value: number | null,
    items: readonly T[],
    weights: readonly number[],
    index: number,
    labelOf: (item: T) => string,
  ): T {
    const chosen = items[index];
    if (chosen === undefined) throw new RangeError(`draw ${name}: there is nothing to choose from`);
    const candidates = items.map(labelOf);
    this.made.push({ name, value, candidates, weights: weights.map(short), chosen: labelOf(chosen) });
    return chosen;
  }
}

/** Index whose share of the cumulated weights holds `value`. */
function positionOf(value: number, weights: readonly number[]): number {
  const positive = weights.map((weight) => Math.max(0, weight));
  const total = positive.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return Math.floor(value * weights.length);
  let rest = value * total;
  for (const [index, weight] of positive.entries()) {
    rest -= weight;
    if (rest < 0) return index;
  }
  return positive.findLastIndex((weight) => weight > 0);
}

const short = (weight: number): number => Number(weight.toPrecision(6));
