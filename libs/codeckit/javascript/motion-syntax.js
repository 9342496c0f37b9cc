import { ChoiceSyntax } from './intra-syntax.js';
import { Flag } from './mixing.js';
import { CANDIDATES } from './motion-candidates.js';
import { firstReference, packReferences, packVector, secondReference, vectorX, vectorY } from './motion-vectors.js';

/** Elements of a stream that say how blocks move. */
const SIZES = 8;
const AROUND = 9;
const MOST_REFERENCES = 8;
const MEAN_DIFFERENCES = [1, 3, 6, 12, 24, 48, 96];
const DIFFERENCE_BITS = 15;
/** Bits of a difference that an encoder's search expects, by its size in quarter samples. */
const SEARCH_BITS = Float64Array.from({ length: 4096 }, (_, k) => (k === 0 ? 0.7 : 2 * Math.log2(k + 1) + 1.2));
const least = (a, b) => (a < b ? a : b);
const searchBits = (value) => SEARCH_BITS[least(4095, value < 0 ? -value : value)];

/** About what a vector costs beside a predictor, in bits, while a search moves it. */
export const vectorBits = (x, y, predictor) => searchBits(x - vectorX(predictor)) + searchBits(y - vectorY(predictor));

export class MotionSyntax {
  #maps;
  #motion;
  #skip;
  #inter;
  #merge;
  #candidate;
  #split;
  #pair;
  #reference;
  #predictor;
  #difference;

  constructor(models, maps, motion) {
    this.#maps = maps;
    this.#motion = motion;
    this.#skip = new Flag(models, [AROUND * SIZES, 512, AROUND * SIZES * 3]);
    this.#inter = new Flag(models, [AROUND * SIZES, SIZES * 3, AROUND * 3]);
    this.#merge = new Flag(models, [AROUND * SIZES, SIZES, AROUND * SIZES]);
    this.#candidate = new ChoiceSyntax(models, CANDIDATES, [SIZES, AROUND]);
    this.#split = new Flag(models, [SIZES, SIZES * AROUND, 2]);
    this.#pair = new Flag(models, [SIZES, AROUND, 1]);
    this.#reference = new Flag(models, [2 * MOST_REFERENCES * SIZES, 2 * MOST_REFERENCES * 25, 32]);
    this.#predictor = new Flag(models, [2, SIZES, 1]);
    this.#difference = new DifferenceSyntax(models);
  }

  /** skipped: of the same place in another picture, 0 to 2 (see MotionCandidates.earlierSkipped). Returns 0 or 1. */
  codeSkip(coder, unit, log2, earlier) {
    const { skipped } = this.#motion;
    const { size, across } = this.#maps;
    const left = unit % across > 0 ? size[unit - 1] : 7;
    const above = unit >= across ? size[unit - across] : 7;
    const around = this.#around(skipped, unit);
    const sizes = (left * 8 + above) * SIZES + log2;
    return this.#skip.code(coder, skipped[unit], around * SIZES + log2, sizes, (around * SIZES + log2) * 3 + earlier);
  }

  /** Whether a block that is not skipped is predicted from other pictures. */
  codeInter(coder, unit, log2, earlier) {
    const { inter } = this.#motion;
    const around = this.#around(inter, unit);
    return this.#inter.code(coder, inter[unit], around * SIZES + log2, log2 * 3 + earlier, around * 3 + earlier);
  }

  /** Whether luma is transformed in quarters. */
  codeSplit(coder, unit, log2, merged) {
    const { split } = this.#motion;
    return this.#split.code(coder, split[unit], log2, log2 * AROUND + this.#around(split, unit), merged);
  }

  /**
   * Writes the motion that the maps hold, or reads it. candidates: a MotionCandidates; skipped: 1 where it can only be merged.
   * Returns what MotionMaps.setMotion takes.
   */
  code(coder, x, y, log2, candidates, skipped) {
    const motion = this.#motion;
    const unit = this.#maps.unitAt(x, y);
    if (skipped || this.#codeMerge(coder, unit, log2)) {
      const around = this.#around(motion.merged, unit);
      const candidate = this.#candidate.code(coder, motion.candidate[unit], log2, around);
      if (!coder.decoding) return null;
      return { ...candidates.candidates(x, y, log2)[candidate], merged: 1, candidate };
    }
    const isPair = this.#pair.code(coder, this.#secondOf(unit) >= 0 ? 1 : 0, log2, this.#pairsAround(unit), 0);
    const count = candidates.references.length;
    const first = this.#codeHypothesis(coder, x, y, log2, candidates, 0, isPair, count);
    const second = isPair ? this.#codeHypothesis(coder, x, y, log2, candidates, 1, isPair, count) : NO_HYPOTHESIS;
    return {
      first: first.vector,
      second: second.vector,
      references: packReferences(first.reference, second.reference),
      merged: 0,
      predictors: first.predictor | (second.predictor << 1),
      firstDifference: first.difference,
      secondDifference: second.difference,
    };
  }

  #codeHypothesis(coder, x, y, log2, candidates, h, isPair, count) {
    const motion = this.#motion;
    const unit = this.#maps.unitAt(x, y);
    const known = h === 0 ? firstReference(motion.references[unit]) : this.#secondOf(unit);
    const around = this.#referencesAround(unit);
    let reference = 0;
    while (reference < count - 1) {
      const base = h * MOST_REFERENCES + reference;
      const above = known > reference ? 1 : 0;
      if (!this.#reference.code(coder, above, base * SIZES + log2, base * 25 + around, h * 16 + isPair * 8 + reference))
        break;
      reference += 1;
    }
    const predictor = this.#predictor.code(coder, (motion.predictors[unit] >> h) & 1, h, log2, 0);
    const packed = (h === 0 ? motion.firstDifference : motion.secondDifference)[unit];
    const near = this.#differencesAround(unit);
    const dx = this.#difference.code(coder, vectorX(packed), 2 * h, near);
    const dy = this.#difference.code(coder, vectorY(packed), 2 * h + 1, near);
    const from = coder.decoding ? candidates.predictors(x, y, log2, reference)[predictor] : 0;
    const vector = packVector(vectorX(from) + dx, vectorY(from) + dy);
    return { vector, reference, predictor, difference: packVector(dx, dy) };
  }

  #codeMerge(coder, unit, log2) {
    const { merged, skipped } = this.#motion;
    const context = this.#around(merged, unit) * SIZES + log2;
    return this.#merge.code(coder, merged[unit], context, log2, this.#around(skipped, unit) * SIZES + log2);
  }

  // --- what a search expects elements to cost, in bits ---

  /** Costs of { skip, intra, merge, own }: of the flags up to where a block's own elements begin. */
  flagCosts(unit, log2) {
    const { skipped, inter, merged } = this.#motion;
    const cost = (flag, map, bit) => flag.cost(bit, this.#around(map, unit) * SIZES + log2);
    const noSkip = cost(this.#skip, skipped, 0);
    const isInter = noSkip + cost(this.#inter, inter, 1);
    return {
      skip: cost(this.#skip, skipped, 1),
      intra: noSkip + cost(this.#inter, inter, 0),
      merge: isInter + cost(this.#merge, merged, 1),
      own: isInter + cost(this.#merge, merged, 0),
    };
  }

  candidateCost(candidate, log2) {
    return this.#candidate.cost(candidate, log2);
  }

  splitCost(split, log2) {
    return this.#split.cost(split, log2);
  }

  pairCost(isPair, log2) {
    return this.#pair.cost(isPair, log2);
  }

  /** Of reference r of `count`, for hypothesis h. */
  referenceCost(r, count, h, log2) {
    let bits = 0;
    const context = (k) => (h * MOST_REFERENCES + k) * SIZES + log2;
    for (let k = 0; k < r; k += 1) bits += this.#reference.cost(1, context(k));
    return r < count - 1 ? bits + this.#reference.cost(0, context(r)) : bits;
  }

  // --- what is around a unit ---

  #secondOf(unit) {
    return secondReference(this.#motion.references[unit]);
  }

  /** 3 * left + above of a map of flags; 2 outside of the picture. */
  #around(map, unit) {
    const { across } = this.#maps;
    return 3 * (unit % across > 0 ? map[unit - 1] : 2) + (unit >= across ? map[unit - across] : 2);
  }

  #pairsAround(unit) {
    const { across } = this.#maps;
    const isPair = (other) => (this.#secondOf(other) >= 0 ? 1 : 0);
    return 3 * (unit % across > 0 ? isPair(unit - 1) : 2) + (unit >= across ? isPair(unit - across) : 2);
  }

  #referencesAround(unit) {
    const { across } = this.#maps;
    const { inter, references } = this.#motion;
    const of = (other) => (inter[other] === 1 ? least(3, firstReference(references[other])) : 4);
    return 5 * (unit % across > 0 ? of(unit - 1) : 4) + (unit >= across ? of(unit - across) : 4);
  }

  /** 8 classes of how much the neighbours' vectors missed their predictors. */
  #differencesAround(unit) {
    const { across } = this.#maps;
    const map = this.#motion.firstDifference;
    const size = (other) => Math.abs(vectorX(map[other])) + Math.abs(vectorY(map[other]));
    const sum = (unit % across > 0 ? size(unit - 1) : 0) + (unit >= across ? size(unit - across) : 0);
    let index = 0;
    while (index < MEAN_DIFFERENCES.length && sum >= MEAN_DIFFERENCES[index]) index += 1;
    return index;
  }
}

const NO_HYPOTHESIS = { vector: 0, reference: -1, predictor: 0, difference: 0 };

/** One coordinate of a difference: zero or not, how many bits, the bits, the sign. */
class DifferenceSyntax {
  #some;
  #size;
  #bits;
  #sign;

  constructor(models) {
    this.#some = new Flag(models, [32, 4, 8]);
    this.#size = new Flag(models, [32 * 16, 4 * 16, 16]);
    this.#bits = new Flag(models, [4 * 256, 256, 16]);
    this.#sign = new Flag(models, [32, 4, 1]);
  }

  /** coordinate: 0 to 3, twice the hypothesis plus 1 for y; near: 0 to 7, how large the neighbours' differences are. */
  code(coder, value, coordinate, near) {
    const known = Math.abs(value);
    const context = coordinate * 8 + near;
    if (!this.#some.code(coder, known > 0 ? 1 : 0, context, coordinate, near)) return 0;
    const size = 31 - Math.clz32(known);
    let places = 0;
    while (places < DIFFERENCE_BITS) {
      const above = size > places ? 1 : 0;
      if (!this.#size.code(coder, above, context * 16 + places, coordinate * 16 + places, places)) break;
      places += 1;
    }
    let out = 1;
    for (let place = places - 1; place >= 0; place -= 1) {
      const bit = (known >> place) & 1;
      const from = places - 1 - place;
      const node = places * 8 + from * 2 + (from > 0 ? out & 1 : 0);
      const coded =
        from < 2 ? this.#bits.code(coder, bit, coordinate * 256 + node, places * 8 + from, place) : coder.raw(bit);
      out = 2 * out + coded;
    }
    return this.#sign.code(coder, value < 0 ? 1 : 0, context, coordinate, 0) ? -out : out;
  }
}
