import { hadamardCost } from './hadamard.js';
import { vectorBits } from './motion-syntax.js';
import { limitVector, packVector, REACH, vectorX, vectorY } from './motion-vectors.js';

/** An encoder's search for the vector of a block. Costs are on the scale of absolute differences. */
const MARGIN = 4;
const MOST_STEPS = 24;
/** Bits weigh a little less beside Hadamard coefficients than beside absolute differences. */
const HADAMARD_WEIGHT = 0.9;
const NEIGHBOURS = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
];
const CORNERS = [
  [1, 1],
  [-1, 1],
  [1, -1],
  [-1, -1],
];

export class MotionSearch {
  /** Of the last search: Hadamard cost with the bits of the vector. */
  cost = Infinity;
  #state;

  /** state: a CodingState. */
  constructor(state) {
    this.#state = state;
  }

  /** What a bit weighs beside a sum of Hadamard coefficients. */
  bitWeight() {
    return HADAMARD_WEIGHT * Math.sqrt(this.#state.steps.lambda);
  }

  /**
   * Vector into a ReferencePicture for the block of 2^log2 samples at (x, y) of the source. starts: packed vectors to look at
   * first; the first of them is what the vector is coded against. target: the block, row by row.
   */
  search(x, y, log2, reference, starts, target) {
    const [dx, dy] = this.#searchWhole(x, y, log2, reference, starts);
    return this.refine(x, y, log2, reference, packVector(4 * dx, 4 * dy), starts[0], target, starts);
  }

  /** Whole samples: the starts, a diamond that widens, then downhill. */
  #searchWhole(x, y, log2, reference, starts) {
    const { source, steps, options } = this.#state;
    const side = 1 << log2;
    const weight = Math.sqrt(steps.lambda);
    const most = REACH - MARGIN;
    const [left, right] = [-(x + most), source.columns[0] - x - side + most];
    const [top, bottom] = [-(y + most), source.rows[0] - y - side + most];
    let [bestX, bestY, best] = [0, 0, Infinity];
    const look = (dx, dy) => {
      if (dx < left || dx > right || dy < top || dy > bottom) return;
      const price = weight * vectorBits(4 * dx, 4 * dy, starts[0]);
      const cost = price + absoluteCost(source, reference, x, y, side, dx, dy, best - price);
      if (cost < best) [bestX, bestY, best] = [dx, dy, cost];
    };
    for (const start of starts) look((vectorX(start) + 2) >> 2, (vectorY(start) + 2) >> 2);
    look(0, 0);
    for (let d = 1; d <= options.reach; d *= 2) {
      const [cx, cy] = [bestX, bestY];
      for (const [dx, dy] of NEIGHBOURS) look(cx + d * dx, cy + d * dy);
      if (d === 1) continue;
      for (const [dx, dy] of CORNERS) look(cx + (d >> 1) * dx, cy + (d >> 1) * dy);
    }
    for (let k = 0; k < MOST_STEPS; k += 1) {
      const [cx, cy] = [bestX, bestY];
      for (const [dx, dy] of NEIGHBOURS) look(cx + dx, cy + dy);
      if (bestX !== cx || bestY !== cy) continue;
      // A valley may run along a diagonal.
      for (const [dx, dy] of CORNERS) look(cx + dx, cy + dy);
      if (bestX === cx && bestY === cy) break;
    }
    return [bestX, bestY];
  }

  /** The best quarter sample around a vector, by Hadamard cost. others: vectors to look at beside those around it. */
  refine(x, y, log2, reference, vector, predictor, target, others = []) {
    const { source, options } = this.#state;
    const side = 1 << log2;
    const weight = this.bitWeight();
    let [bestX, bestY, best] = [vectorX(vector), vectorY(vector), Infinity];
    const look = (vx, vy) => {
      const price = weight * vectorBits(vx, vy, predictor);
      const packed = packVector(vx, vy);
      if (limitVector(packed, x, y, side, source.columns[0], source.rows[0]) !== packed) return;
      const at = reference.indexOf(0, x + (vx >> 2), y + (vy >> 2));
      const plane = reference.quarters(vx & 3, vy & 3);
      const cost = price + hadamardCost(plane, at, reference.strides[0], target, side, best - price);
      if (cost < best) [bestX, bestY, best] = [vx, vy, cost];
    };
    look(bestX, bestY);
    if (options.quarterSamples) {
      for (const other of others)
        if (((vectorX(other) | vectorY(other)) & 3) !== 0) look(vectorX(other), vectorY(other));
      for (const step of [2, 1]) {
        const [cx, cy] = [bestX, bestY];
        for (const [dx, dy] of NEIGHBOURS) look(cx + step * dx, cy + step * dy);
        for (const [dx, dy] of CORNERS) look(cx + step * dx, cy + step * dy);
      }
    }
    this.cost = best;
    return packVector(bestX, bestY);
  }
}

/** Sum of absolute differences of a block of the source and one of a reference, whole samples away; stops above `limit`. */
function absoluteCost(source, reference, x, y, side, dx, dy, limit) {
  const ours = source.planes[0];
  const theirs = reference.planes[0];
  const columns = source.columns[0];
  const stride = reference.strides[0];
  let a = y * columns + x;
  let b = reference.indexOf(0, x + dx, y + dy);
  let sum = 0;
  for (let r = 0; r < side && sum <= limit; r += 1, a += columns, b += stride) {
    for (let c = 0; c < side; c += 1) {
      const difference = ours[a + c] - theirs[b + c];
      sum += difference < 0 ? -difference : difference;
    }
  }
  return sum;
}
