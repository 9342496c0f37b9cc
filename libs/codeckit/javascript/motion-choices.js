import { hadamardCost } from './hadamard.js';
import { MotionSearch } from './motion-search.js';
import { vectorBits } from './motion-syntax.js';
import { firstReference, limitVector, packReferences, scaleVector } from './motion-vectors.js';
import { vectorDifference, vectorX, vectorY } from './motion-vectors.js';

/** A pair of references is coded in full where it comes within this factor, and these bits, of one. */
const WORTH_PAIR = 1.02;
const WORTH_PAIR_COST = 10;
/** Second references tried for a pair. */
const PARTNERS = 2;
const PREDICTOR_BITS = 1;
const LARGEST_AREA = 64 * 64;

/**
 * What an encoder might do with a block between pictures, by Hadamard cost: the candidates to merge with, the best vector of
 * its own, and the best pair. Each choice is a motion (see MotionMaps.setMotion) with `bits` and `cost`.
 */
export class MotionChoices {
  #state;
  #syntax;
  #candidates;
  #compensation;
  #search;
  #target = new Int32Array(LARGEST_AREA);
  #rest = new Int32Array(LARGEST_AREA);
  #prediction = new Int32Array(LARGEST_AREA);
  #found = [];

  /** syntax: a MotionSyntax; candidates: a MotionCandidates; compensation: a MotionCompensation. */
  constructor(state, syntax, candidates, compensation) {
    this.#state = state;
    this.#syntax = syntax;
    this.#candidates = candidates;
    this.#compensation = compensation;
    this.#search = new MotionSearch(state);
  }

  /** The choices worth coding in full, cheapest first, for the block of 2^log2 samples at (x, y). */
  find(x, y, log2) {
    const { source, options } = this.#state;
    const target = this.#target.subarray(0, 1 << (2 * log2));
    const columns = source.columns[0];
    for (let r = 0, i = 0; r < 1 << log2; r += 1) {
      const start = (y + r) * columns + x;
      for (let c = 0; c < 1 << log2; c += 1, i += 1) target[i] = source.planes[0][start + c];
    }
    const merges = this.#mergesOf(x, y, log2);
    const own = this.#ownOf(x, y, log2, merges);
    const choices = [...merges.toSorted(byCost).slice(0, options.triedMerges), own[0]];
    const pair = options.pairs ? this.#pairOf(x, y, log2, own) : null;
    if (pair !== null && pair.cost < own[0].cost * WORTH_PAIR + WORTH_PAIR_COST) choices.push(pair);
    return choices.sort(byCost);
  }

  /** Hadamard cost of a prediction of the block that `find` looked at last. */
  costOf(prediction, log2) {
    return hadamardCost(prediction, 0, 1 << log2, this.#target, 1 << log2);
  }

  #mergesOf(x, y, log2) {
    return this.#candidates.candidates(x, y, log2).map((motion, candidate) => {
      this.#compensation.predict(0, x, y, log2, motion, this.#prediction);
      const bits = this.#syntax.candidateCost(candidate, log2);
      const cost = this.costOf(this.#prediction, log2) + this.#search.bitWeight() * (bits + 1);
      return { ...motion, merged: 1, candidate, bits, cost };
    });
  }

  /** The best vector into each reference, cheapest first. */
  #ownOf(x, y, log2, merges) {
    const { distances, references } = this.#candidates;
    const before = this.#found;
    const found = [];
    references.forEach((reference, r) => {
      const predictors = this.#candidates.predictors(x, y, log2, r);
      const starts = [...predictors, ...merges.map((merge) => this.#spanning(merge.first, merge.references, r))];
      if (before[r] !== undefined) starts.push(before[r]);
      if (r > 0) starts.push(scaleVector(found[0].first, distances[0], distances[r]));
      const { columns, rows } = this.#state.source;
      const limited = starts.map((start) => limitVector(start, x, y, 1 << log2, columns[0], rows[0]));
      const vector = this.#search.search(x, y, log2, reference, [...new Set(limited)], this.#target);
      const { predictor, difference, bits } = nearest(vector, predictors);
      const referenceBits = this.#syntax.referenceCost(r, references.length, 0, log2);
      found.push({
        ...{ merged: 0, first: vector, second: 0, references: packReferences(r, -1), predictors: predictor },
        ...{ firstDifference: difference, secondDifference: 0, known: predictors },
        bits: referenceBits + PREDICTOR_BITS + bits + this.#syntax.pairCost(0, log2),
        cost: this.#search.cost + this.#search.bitWeight() * referenceBits,
      });
    });
    this.#found = found.map(({ first }) => first);
    return found.sort(byCost);
  }

  #spanning(vector, references, r) {
    const { distances } = this.#candidates;
    return scaleVector(vector, distances[firstReference(references)], distances[r]);
  }

  /** The best single with another: each vector is refined for what the other leaves. */
  #pairOf(x, y, log2, own) {
    const [one] = own;
    const partners = own.length > 1 ? own.slice(1, 1 + PARTNERS) : [one];
    return partners.map((other) => this.#joined(x, y, log2, one, other)).sort(byCost)[0];
  }

  #joined(x, y, log2, one, other) {
    const second = this.#refined(x, y, log2, other, one, one.first);
    const first = this.#refined(x, y, log2, one, other, second);
    const [a, b] = [firstReference(one.references), firstReference(other.references)];
    const [ours, theirs] = [nearest(first, one.known), nearest(second, other.known)];
    const motion = { first, second, references: packReferences(a, b) };
    this.#compensation.predict(0, x, y, log2, motion, this.#prediction);
    const count = this.#candidates.references.length;
    const bits =
      this.#syntax.pairCost(1, log2) +
      this.#syntax.referenceCost(a, count, 0, log2) +
      this.#syntax.referenceCost(b, count, 1, log2) +
      2 * PREDICTOR_BITS +
      ours.bits +
      theirs.bits;
    return {
      ...motion,
      ...{ merged: 0, predictors: ours.predictor | (theirs.predictor << 1), bits },
      ...{ firstDifference: ours.difference, secondDifference: theirs.difference },
      cost: this.costOf(this.#prediction, log2) + this.#search.bitWeight() * bits,
    };
  }

  /** The vector of `one` whose mean with `other` at a vector is nearest to the block. */
  #refined(x, y, log2, one, other, vector) {
    const { references } = this.#candidates;
    const area = 1 << (2 * log2);
    references[firstReference(other.references)].predict(0, x, y, 1 << log2, vector, this.#prediction);
    for (let i = 0; i < area; i += 1) this.#rest[i] = 2 * this.#target[i] - this.#prediction[i];
    const reference = references[firstReference(one.references)];
    return this.#search.refine(x, y, log2, reference, one.first, one.known[one.predictors], this.#rest);
  }
}

const byCost = (a, b) => a.cost - b.cost;

/** The predictor that a vector costs least against. */
function nearest(vector, predictors) {
  const bits = predictors.map((predictor) => vectorBits(vectorX(vector), vectorY(vector), predictor));
  const predictor = bits[0] <= bits[1] ? 0 : 1;
  return { predictor, difference: vectorDifference(vector, predictors[predictor]), bits: bits[predictor] };
}
