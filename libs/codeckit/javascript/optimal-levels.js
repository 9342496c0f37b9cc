import { DIAGONALS, SCANS, STEP_CLASS, SUM_CLASS } from './level-tables.js';

/** Quantisation that weighs distortion against the bits that LevelModels would need: what an encoder does alone. */
const STRIDE = 36;
const LARGEST_UNARY = 15;
const SIGN = 1;
const AREA = 1 << 10;

export class LevelChooser {
  /** Of the last call: squared error in samples, and estimated bits. */
  distortion = 0;
  bits = 0;
  #models;
  #coding;
  #scratch = new Int32Array(STRIDE * STRIDE);
  #choice = new Int32Array(AREA);
  #price = new Float64Array(AREA);
  #priceAsLast = new Float64Array(AREA);
  #countCosts = new Float64Array(16);
  #rounding;

  /** models: the MixedModels that `coding`, a LevelModels, codes with; rounding: null, or a fraction to round up from instead. */
  constructor(models, coding, { rounding = null } = {}) {
    this.#models = models;
    this.#coding = coding;
    this.#rounding = rounding;
  }

  /**
   * Chooses levels for orthonormal coefficients (row by row) and writes them to `levels` at `start`, `columns` wide.
   * step16: quantiser in 1/16 sample; lambda: squared error that one bit is worth; inter: as of LevelModels.code. Returns
   * whether any level is not zero.
   */
  choose(coefficients, plane, log2, unit, step16, lambda, levels, start, columns, inter = 0) {
    const size = 1 << log2;
    for (let r = 0, o = start; r < size; r += 1, o += columns) levels.fill(0, o, o + size);
    const scan = SCANS[log2];
    const scale = 16 / step16;
    const unitError = (step16 / 16) ** 2;
    const price = lambda / unitError;
    const least = this.#rounding === null ? 0.5 : 1 - this.#rounding;
    let [last, energy] = [-1, 0];
    for (let i = scan.length - 1; i >= 0; i -= 1) {
      const c = coefficients[scan[i]] * scale;
      if (last < 0 && (c > least || c < -least)) last = i;
      energy += c * c;
    }
    const noneBits = this.#coding.someCost(plane, log2, unit, 0, inter);
    this.bits = noneBits;
    this.distortion = energy * unitError;
    if (last < 0) return false;
    this.#chooseEach(coefficients, plane, log2, scale, price, last, inter);
    const { end, cost } = this.#chooseEnd(coefficients, plane, log2, scale, price, last, energy, inter);
    const withLevels = cost + price * this.#coding.someCost(plane, log2, unit, 1, inter);
    if (end < 0 || (this.#rounding === null && energy + price * noneBits <= withLevels)) return false;
    let error = energy;
    for (let i = 0; i <= end; i += 1) {
      const level = this.#choice[i];
      if (level === 0) continue;
      const s = scan[i];
      const c = coefficients[s];
      const exact = (c < 0 ? -c : c) * scale;
      error += (exact - level) * (exact - level) - exact * exact;
      levels[start + (s >> log2) * columns + (s & (size - 1))] = c < 0 ? -level : level;
    }
    this.distortion = error * unitError;
    this.bits = (withLevels - error) / price;
    return true;
  }

  /** From high to low frequency: the cheapest of zero and the two nearest levels, by the context that its neighbours give. */
  #chooseEach(coefficients, plane, log2, scale, price, last, inter) {
    const size = 1 << log2;
    const scan = SCANS[log2];
    const scratch = this.#scratch;
    const models = this.#models;
    const estimates = this.#coding.estimates(plane, log2, inter);
    for (let r = 0; r < size + 3; r += 1) scratch.fill(0, r * STRIDE, r * STRIDE + size + 3);
    for (let i = last; i >= 0; i -= 1) {
      const s = scan[i];
      const q = (s >> log2) * STRIDE + (s & (size - 1));
      const near = scratch[q + 1] + scratch[q + STRIDE] + scratch[q + STRIDE + 1];
      const sum = near + scratch[q + 2] + scratch[q + 2 * STRIDE];
      const context = estimates + DIAGONALS[log2][s] * 12 + SUM_CLASS[sum > 255 ? 255 : sum];
      const c = coefficients[s] * scale;
      const exact = c < 0 ? -c : c;
      const nearest = Math.floor(exact + (this.#rounding ?? 0.5));
      const zero = exact * exact + price * models.cost(context, 0);
      let [best, bestCost, asLast] = [0, zero, -1];
      if (nearest > 2 || (nearest > 0 && (i === last || this.#rounding !== null))) bestCost = Infinity;
      for (let level = Math.max(1, this.#rounding === null ? nearest - 1 : nearest); level <= nearest; level += 1) {
        const error = (exact - level) * (exact - level);
        const bits = this.#bitsAboveZero(context, level) + SIGN;
        const cost = error + price * (bits + models.cost(context, 1));
        if (cost >= bestCost) continue;
        [best, bestCost, asLast] = [level, cost, error + price * bits];
      }
      this.#choice[i] = best;
      this.#price[i] = bestCost;
      this.#priceAsLast[i] = asLast;
      scratch[q] = best;
    }
  }

  #bitsAboveZero(context, level) {
    const models = this.#models;
    if (level === 1) return models.cost(context + 72, 0);
    let bits = 0;
    for (let k = 1; k < level && k < LARGEST_UNARY; k += 1) bits += models.cost(context + STEP_CLASS[k] * 72, 1);
    if (level >= LARGEST_UNARY) return bits + 2 * Math.log2(level - LARGEST_UNARY + 1) + 1;
    return bits + models.cost(context + STEP_CLASS[level] * 72, 0);
  }

  /** Where to stop: everything beyond becomes zero. Returns { end, cost } with the cost in squared steps. */
  #chooseEnd(coefficients, plane, log2, scale, price, last, energy, inter) {
    const scan = SCANS[log2];
    const countCosts = this.#countCosts;
    this.#coding.countCosts(plane, log2, countCosts, inter);
    let [end, cost, spent, beyond] = [-1, Infinity, 0, energy];
    for (let i = 0; i <= last; i += 1) {
      const c = coefficients[scan[i]] * scale;
      beyond -= c * c;
      if (this.#choice[i] > 0) {
        const total = spent + this.#priceAsLast[i] + beyond + price * countCosts[32 - Math.clz32(i + 1)];
        if (total < cost || this.#rounding !== null) [end, cost] = [i, total];
      }
      spent += this.#price[i];
    }
    return { end, cost };
  }
}
