import { firstReference, secondReference } from './motion-vectors.js';

const LARGEST_AREA = 64 * 64;

/** Predictions of blocks from one reference picture, or the rounded mean of two. All integer. */
export class MotionCompensation {
  #candidates;
  #second = new Int32Array(LARGEST_AREA);

  /** candidates: a MotionCandidates, which knows the reference pictures. */
  constructor(candidates) {
    this.#candidates = candidates;
  }

  /** The block of 2^log2 samples at (x, y) of a plane, to `out` row by row. motion: { first, second, references }, packed. */
  predict(plane, x, y, log2, motion, out) {
    const { references } = this.#candidates;
    const side = 1 << log2;
    references[firstReference(motion.references)].predict(plane, x, y, side, motion.first, out);
    const other = secondReference(motion.references);
    if (other < 0) return;
    const second = this.#second;
    references[other].predict(plane, x, y, side, motion.second, second);
    for (let i = 0; i < side * side; i += 1) out[i] = (out[i] + second[i] + 1) >> 1;
  }
}
