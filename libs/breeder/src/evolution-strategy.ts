/** Share of steps that should gain; fewer, and steps become shorter. */
const TARGET = 2 / 11;
/** Above this share of gains steps are too short for their direction to mean much. */
const LUCKY = 0.44;
const DAMPING_OF_SHARE = TARGET / (2 + TARGET);

/**
 * The (1+1)-CMA-ES (Igel, Suttorp and Hansen, 2006): how long a step of so many numbers should be, and which directions
 * it should prefer, learnt from earlier steps and whether each gained. It holds no point: steps may start anywhere, as in
 * MO-CMA-ES (Igel, Hansen and Roth, 2007).
 */
export class EvolutionStrategy {
  readonly #size: number;
  #sigma: number;
  #share = TARGET;
  #path: number[];
  #covariance: number[][];
  /** Of the covariance; undefined once that has changed. */
  #factor: number[][] | undefined;

  /** @param size how many numbers @param sigma length of a first step along each of them */
  constructor(size: number, sigma: number) {
    this.#size = size;
    this.#sigma = sigma;
    this.#path = new Array<number>(size).fill(0);
    this.#covariance = Array.from({ length: size }, (_, row) => this.#path.map((_zero, at) => (at === row ? 1 : 0)));
  }

  /** Standard deviation of a step along an axis before the covariance stretches it. */
  get sigma(): number {
    return this.#sigma;
  }

  /** Takes in a step that was made, and whether the child was better than its parent. */
  learn(step: readonly number[], gained: boolean): void {
    const size = this.#size;
    const scaled = step.map((x) => x / this.#sigma);
    this.#share += DAMPING_OF_SHARE * ((gained ? 1 : 0) - this.#share);
    this.#sigma *= Math.exp((this.#share - TARGET) / (1 - TARGET) / (1 + size / 2));
    if (!gained) return;
    const [pathRate, rate] = [2 / (size + 2), 2 / (size ** 2 + 6)];
    const kept = pathRate * (2 - pathRate);
    const lucky = this.#share >= LUCKY;
    this.#path = this.#path.map((p, at) => (1 - pathRate) * p + (lucky ? 0 : Math.sqrt(kept) * (scaled[at] ?? 0)));
    this.#factor = undefined;
    const stay = 1 - rate + (lucky ? rate * kept : 0);
    this.#covariance = this.#covariance.map((row, i) =>
      row.map((c, j) => stay * c + rate * (this.#path[i] ?? 0) * (this.#path[j] ?? 0)),
    );
  }

  /** Draws a step. */
  draw(random: () => number): number[] {
    const factor = (this.#factor ??= cholesky(this.#covariance));
    const normal = factor.map(() => normalFrom(random));
    return factor.map((row) => this.#sigma * row.reduce((sum, f, at) => sum + f * (normal[at] ?? 0), 0));
  }
}

/** A number from the standard normal distribution (Marsaglia's polar method). */
export function normalFrom(random: () => number): number {
  for (;;) {
    const [u, v] = [2 * random() - 1, 2 * random() - 1];
    const square = u * u + v * v;
    if (square > 0 && square < 1) return u * Math.sqrt((-2 * Math.log(square)) / square);
  }
}

/** Lower triangle L with L·Lᵀ = a, for a symmetric, positive definite a. */
function cholesky(a: readonly (readonly number[])[]): number[][] {
  const lower: number[][] = [];
  for (const [i, row] of a.entries()) {
    const own: number[] = [];
    lower.push(own);
    for (let j = 0; j <= i; j += 1) {
      const known = (lower[j] ?? []).slice(0, j).reduce((sum, x, k) => sum + x * (own[k] ?? 0), 0);
      const rest = (row[j] ?? 0) - known;
      own.push(i === j ? Math.sqrt(Math.max(rest, Number.MIN_VALUE)) : rest / (lower[j]?.[j] ?? 1));
    }
  }
  return lower;
}
