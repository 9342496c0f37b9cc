import { exponential, logarithm } from './exact.js';
import { PROBABILITY_MIN, PROBABILITY_ONE } from './rans.js';
import { readStates, writeStates } from './states.js';

/**
 * Adaptive probabilities of many contexts at once, mixed in the logistic domain (Mahoney 2005), one decision at a time.
 * Integers throughout: probabilities of 22 bits, logits in 1/1024, weights in 1/2^20; sums stay below 2^53.
 */
const CHANCE_ONE = 2 ** 22 - 1;
const CHANCE_HALF = 2 ** 21;
const WEIGHT_UNIT = 2 ** 20;
/** Inputs that one vector of weights holds. */
const INPUTS = 8;
/** Sum of the first weights of a decision: more than 1, since single contexts are too cautious. */
const FIRST_WEIGHT_SUM = 1.2;
const MOST_SEEN = 250;
const LOGIT_LIMIT = 12 * 256;

const STRETCH = Int32Array.from({ length: 4096 }, (_, k) => {
  const p = (k + 0.5) / 4096;
  return Math.round(1024 * logarithm(p / (1 - p)));
});
const SQUASH = Int32Array.from({ length: 2 * LOGIT_LIMIT }, (_, k) => {
  const p1 = Math.round(PROBABILITY_ONE / (1 + exponential(-(k + 0.5 - LOGIT_LIMIT) / 256)));
  return Math.min(Math.max(p1, PROBABILITY_MIN), PROBABILITY_ONE - PROBABILITY_MIN);
});
/** How far a context that was seen k times moves towards the next decision; a fraction of 2^16, so that products are exact. */
const RATE = Float64Array.from({ length: 256 }, (_, k) => Math.round(65536 / (k + 1.6)) / 65536);
/** How much of its logit such a context brings into the mixture, in 1/256. */
const TRUST = Int32Array.from({ length: 256 }, (_, k) => Math.round((256 * (k + 0.3)) / (k + 1.8)));
/** Bits that a 1 costs by its probability in 1/4096; only an encoder reads it. */
const COST = Float64Array.from({ length: 4096 }, (_, k) => -Math.log2((k + 0.5) / 4096));

/**
 * A table of contexts and weights. Reserve all of both, then `start`; before each decision put the contexts into `at`.
 */
export class MixedModels {
  /** Contexts of the next decision: indices that `reserve` gave out. */
  at = new Int32Array(INPUTS);
  chances = new Int32Array(0);
  #seen = new Uint8Array(0);
  #weights = new Int32Array(0);
  #inputs = new Int32Array(INPUTS);
  #first = null;
  #contexts = 0;
  #sets = [];

  /** Room for `size` contexts. Returns the index of the first. */
  reserve(size) {
    this.#contexts += size;
    return this.#contexts - size;
  }

  /** Room for `size` vectors of weights for decisions of `inputs` contexts. Returns the number of the first. */
  reserveSets(size, inputs) {
    for (let k = 0; k < size; k += 1) this.#sets.push(inputs);
    return this.#sets.length - size;
  }

  /** Everything as in the beginning: from trained states (a text of `save`), or knowing nothing. */
  start(states = '') {
    this.#first ??= this.#beginning(states);
    if (this.chances.length === 0) {
      this.chances = this.#first.chances.slice();
      this.#seen = this.#first.seen.slice();
      this.#weights = this.#first.weights.slice();
      return;
    }
    this.chances.set(this.#first.chances);
    this.#seen.set(this.#first.seen);
    this.#weights.set(this.#first.weights);
  }

  /** What was learnt, as a text for `start`. */
  save() {
    return writeStates({ chances: this.chances, seen: this.#seen, weights: this.#weights }, this.#untrained());
  }

  /**
   * One decision with the first `count` contexts of `at`, weighted by the sum of three sets of weights. Returns the bit.
   */
  code(coder, bit, count, setA, setB, setC) {
    const { at, chances } = this;
    const seen = this.#seen;
    const weights = this.#weights;
    const inputs = this.#inputs;
    const a = setA * INPUTS;
    const b = setB * INPUTS;
    const c = setC * INPUTS;
    let sum = 0;
    for (let i = 0; i < count; i += 1) {
      const j = at[i];
      const logit = (STRETCH[chances[j] >> 10] * TRUST[seen[j]]) >> 8;
      inputs[i] = logit;
      sum += logit * (weights[a + i] + weights[b + i] + weights[c + i]);
    }
    const logit = Math.floor(sum / 2 ** 22);
    const p1 =
      SQUASH[(logit < -LOGIT_LIMIT ? -LOGIT_LIMIT : logit >= LOGIT_LIMIT ? LOGIT_LIMIT - 1 : logit) + LOGIT_LIMIT];
    const coded = coder.code(p1, bit);
    // Learning rate 0.0025: 41 / 2^5 / 2^14 of (error in 1/2^15) * (logit in 1/2^10), in units of 1/2^20.
    const error = ((coded * PROBABILITY_ONE - p1) * 41) >> 5;
    const target = coded ? CHANCE_ONE : 0;
    for (let i = 0; i < count; i += 1) {
      const j = at[i];
      const step = (Math.imul(error, inputs[i]) + 8192) >> 14;
      weights[a + i] += step;
      weights[b + i] += step;
      weights[c + i] += step;
      chances[j] += (target - chances[j]) * RATE[seen[j]];
      if (seen[j] < MOST_SEEN) seen[j] += 1;
    }
    return coded;
  }

  /** Estimate for an encoder's search: bits that a decision costs by one context alone. */
  cost(context, bit) {
    const p = this.chances[context] >> 10;
    return COST[bit ? p : 4095 - p];
  }

  #untrained() {
    const weights = new Int32Array(this.#sets.length * INPUTS);
    this.#sets.forEach((inputs, set) => {
      weights.fill(Math.round((WEIGHT_UNIT * FIRST_WEIGHT_SUM) / (3 * inputs)), set * INPUTS, (set + 1) * INPUTS);
    });
    return { chances: new Int32Array(this.#contexts).fill(CHANCE_HALF), seen: new Uint8Array(this.#contexts), weights };
  }

  #beginning(states) {
    const untrained = this.#untrained();
    return states === '' ? untrained : readStates(states, untrained);
  }
}

/** A yes-or-no element of a stream with contexts of its own: three that the caller numbers, and one without condition. */
export class Flag {
  #models;
  #bases;
  #sets;

  /** sizes: how many values each of the three contexts has. */
  constructor(models, sizes) {
    this.#models = models;
    this.#bases = [...sizes, 1].map((size) => models.reserve(size));
    this.#sets = models.reserveSets(3, 4);
  }

  /** Writes `bit`, or reads it when the coder decodes. Returns it. */
  code(coder, bit, c0, c1, c2) {
    const { at } = this.#models;
    const bases = this.#bases;
    at[0] = bases[0] + c0;
    at[1] = bases[1] + c1;
    at[2] = bases[2] + c2;
    at[3] = bases[3];
    return this.#models.code(coder, bit, 4, this.#sets, this.#sets + 1, this.#sets + 2);
  }

  /** Bits that the value costs about, by the first context. */
  cost(bit, c0) {
    return this.#models.cost(this.#bases[0] + c0, bit);
  }
}
