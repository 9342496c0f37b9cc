import { MODE_DC } from './block-prediction.js';
import { firstReference, isFar, secondReference } from './motion-vectors.js';

/** What is known of the motion of each unit of 4x4 luma samples, beside BlockMaps: encoder and decoder hold the same. */
export class MotionMaps {
  #maps;

  /** maps: the BlockMaps of the same picture. */
  constructor(maps) {
    this.#maps = maps;
    const units = maps.across * maps.down;
    const [bytes, words] = [() => new Uint8Array(units), () => new Int32Array(units)];
    /** 1 where a block is predicted from other pictures. */
    this.inter = bytes();
    /** 1 where such a block has no residual, 1 where it takes the motion of a candidate, and which. */
    this.skipped = bytes();
    this.merged = bytes();
    this.candidate = bytes();
    /** 1 where the transform of luma has half the side of the block. */
    this.split = bytes();
    /** Packed vectors, packed numbers of reference pictures (see motion-vectors). */
    this.first = words();
    this.second = words();
    this.references = bytes();
    /** As the stream has them: bit h is the predictor of hypothesis h; packed differences. */
    this.predictors = bytes();
    this.firstDifference = words();
    this.secondDifference = words();
  }

  /** Maps that a search tries and takes back: all. */
  tried() {
    const bytes = [this.inter, this.skipped, this.merged, this.candidate, this.split, this.references, this.predictors];
    return [...bytes, this.first, this.second, this.firstDifference, this.secondDifference];
  }

  /** Forgets all. */
  clear() {
    for (const map of this.tried()) map.fill(0);
  }

  /** Says that a block of 2^log2 samples is predicted from its own picture. */
  setIntra(unit, log2) {
    for (const map of this.tried()) this.#maps.fill(map, unit, log2, 0);
  }

  /** Says how a block moves. motion: see MotionCandidates; one that is not merged also has predictors and differences. */
  setMotion(unit, log2, motion, skipped) {
    const maps = this.#maps;
    const set = (map, value) => maps.fill(map, unit, log2, value);
    set(this.inter, 1);
    set(this.skipped, skipped);
    set(this.merged, motion.merged);
    set(this.candidate, motion.candidate ?? 0);
    set(this.first, motion.first);
    set(this.second, motion.second);
    set(this.references, motion.references);
    set(this.predictors, motion.predictors ?? 0);
    set(this.firstDifference, motion.firstDifference ?? 0);
    set(this.secondDifference, motion.secondDifference ?? 0);
    set(this.split, 0);
    // What blocks of the own picture expect of their neighbours.
    set(maps.size, log2);
    set(maps.mode, MODE_DC);
    set(maps.chroma, 0);
    set(maps.kinds, 0);
  }

  /** How much an edge between two units needs deblocking: 2 beside intra, 1 beside levels or another motion, or 0. */
  strength(unit, other) {
    if (this.inter[unit] === 0 || this.inter[other] === 0) return 2;
    const { coded } = this.#maps;
    if (((coded[unit] | coded[other]) & 1) === 1) return 1;
    if (this.references[unit] !== this.references[other] || isFar(this.first[unit], this.first[other])) return 1;
    return secondReference(this.references[unit]) >= 0 && isFar(this.second[unit], this.second[other]) ? 1 : 0;
  }

  /** Binary logarithm of the side of the luma transform that a unit is in. */
  transformLog2(unit) {
    return this.#maps.size[unit] - this.split[unit];
  }

  /** What later pictures take over: { inter, skipped, first, distance }, distance in pictures by unit's first reference. */
  snapshot(distances) {
    const distance = Int16Array.from(this.references, (references) => distances[firstReference(references)] ?? 0);
    return { inter: this.inter.slice(), skipped: this.skipped.slice(), first: this.first.slice(), distance };
  }
}
