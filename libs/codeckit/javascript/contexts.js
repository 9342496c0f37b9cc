import { PROBABILITY_MIN, PROBABILITY_ONE } from './rans.js';

/** Adaptive probabilities by context and their logistic mixing (Mahoney 2005): the arithmetic of codeckit.contexts. */
const HALF_RANGE = 3072;
const SQUASH = Int32Array.from({ length: 2 * HALF_RANGE + 1 }, (_, k) =>
  Math.round(PROBABILITY_ONE / (1 + Math.exp(-(k - HALF_RANGE) / 256))),
);
const STRETCH = Int32Array.from({ length: 4096 }, (_, k) => {
  const p = (k + 0.5) / 4096;
  return Math.round(256 * Math.log(p / (1 - p)));
});
const UNIT = 32;

const bounded = (p1) => Math.min(Math.max(p1, PROBABILITY_MIN), PROBABILITY_ONE - PROBABILITY_MIN);

/** 15-bit probability to its logit in 1/256. */
export const stretch = (p1) => STRETCH[p1 >> 3];

/** Logit in 1/256 to a 15-bit probability that the coders accept. */
export const squash = (logit) => bounded(SQUASH[Math.min(Math.max(logit, -HALF_RANGE), HALF_RANGE) + HALF_RANGE]);

/** One adaptive probability for each context, held as counts, which are halved after `limit` decisions. */
export class AdaptiveBits {
  #ones;
  #zeros;
  #limit;

  constructor(size, limit = 400) {
    this.#ones = new Float64Array(size).fill(UNIT);
    this.#zeros = new Float64Array(size).fill(UNIT);
    this.#limit = limit * UNIT;
  }

  /** Probability of a 1 in 1/32768. */
  p1(context) {
    const ones = this.#ones[context];
    return bounded(Math.floor((ones * PROBABILITY_ONE) / (ones + this.#zeros[context])));
  }

  /** Codes one decision and learns from it; returns the bit. */
  code(coder, context, bit) {
    const coded = coder.code(this.p1(context), bit);
    this.learn(context, coded);
    return coded;
  }

  learn(context, bit) {
    (bit ? this.#ones : this.#zeros)[context] += UNIT;
    const total = this.#ones[context] + this.#zeros[context];
    if (total <= this.#limit) return;
    this.#ones[context] = Math.ceil(this.#ones[context] / 2);
    this.#zeros[context] = Math.ceil(this.#zeros[context] / 2);
  }
}

/** Several AdaptiveBits tables mixed in the logistic domain. sizes: contexts of each; sets: weight vectors to choose from. */
export class ContextMixer {
  #tables;
  #weights;
  #divisor;
  #logits;

  constructor(sizes, { sets = 1, limit = 400, rate = 0.02, weight = 1.15 / sizes.length } = {}) {
    this.#tables = sizes.map((size) => new AdaptiveBits(size, limit));
    this.#weights = Array.from({ length: sets }, () => new Float64Array(sizes.length).fill(Math.trunc(65536 * weight)));
    this.#divisor = Math.round(128 / rate) * 2;
    this.#logits = new Float64Array(sizes.length);
  }

  /** contexts: one for each table; set: which weights. Returns the bit. */
  code(coder, contexts, bit, set = 0) {
    const weights = this.#weights[set];
    let mixed = 0;
    this.#tables.forEach((table, k) => {
      this.#logits[k] = stretch(table.p1(contexts[k]));
      mixed += this.#logits[k] * weights[k];
    });
    const p1 = squash(Math.floor(mixed / 65536));
    const coded = coder.code(p1, bit);
    const error = coded * PROBABILITY_ONE - p1;
    this.#tables.forEach((table, k) => {
      const moved = weights[k] + Math.floor((this.#logits[k] * error) / this.#divisor);
      weights[k] = Math.min(Math.max(moved, -32768), 131072);
      table.learn(contexts[k], coded);
    });
    return coded;
  }
}
