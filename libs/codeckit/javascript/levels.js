import { ENERGY_CLASS, ENERGY_SUM_BOUNDS, DIAGONALS, POSITIONS, REGIONS } from './level-tables.js';
import { SCANS, STEP_CLASS, SUM_CLASS, ZONE_COUNTS, ZONE_OF } from './level-tables.js';
import { ZONES } from './block-maps.js';
import { Flag } from './mixing.js';

/**
 * Quantised coefficients of one block at a time: whether there are any, how many up to the last one, then each from high to
 * low frequency, as "is it above k?" with mixed contexts: levels coded before it in the block, position, energy of the
 * blocks around, prediction mode, and the levels of the plane before.
 */
const INPUTS = 6;
const STEPS = 8;
const SIZES = 4;
const LARGEST_UNARY = 15;
const MODES = 40;
const REGION_COUNT = 16;
const SUM_CLASSES = 12;
const COUNT_CLASSES = 12;
const PLANES = 3;
const NO_LEVELS_YET = 1;
/** Side of the scratch block of magnitudes, with room for neighbours beyond the edge. */
const STRIDE = 36;
const [LUMA, BLUE, RED] = [0, 1, 2];
const least = (a, b) => (a < b ? a : b);
const magnitude = (value) => (value < 0 ? -value : value);
/** Number of a kind of blocks: by plane and size, those predicted from other pictures behind the others. */
const kindOf = (plane, log2, inter) => (inter * PLANES + plane) * SIZES + log2 - 2;

export class LevelModels {
  #models;
  #maps;
  #levels;
  #columns;
  #bases;
  #sets;
  #some;
  #count;
  #countBits;
  #large;
  #scratch = new Int32Array(STRIDE * STRIDE);
  #left = new Uint8Array(ZONES);
  #above = new Uint8Array(ZONES);
  #sums = new Int32Array(ZONES);

  /**
   * levels: Int16Array of each plane, `columns[plane]` wide, in which blocks are written and read. inter: whether there are
   * blocks predicted from other pictures, which have contexts of their own.
   */
  constructor(models, maps, levels, columns, { inter = false } = {}) {
    this.#models = models;
    this.#maps = maps;
    this.#levels = levels;
    this.#columns = columns;
    const kinds = (inter ? 2 : 1) * PLANES * SIZES;
    const sizes = [kinds * 6 * SUM_CLASSES, kinds * 64, 3 * 400, 3 * ZONES * 49, MODES * SIZES * 16, 3 * 512];
    this.#bases = sizes.map((size) => models.reserve(STEPS * size));
    this.#sets = [kinds * STEPS, SUM_CLASSES * ZONES, 2 * REGION_COUNT * SUM_CLASSES].map((size) =>
      models.reserveSets(size, INPUTS),
    );
    const perPlane = kinds / PLANES;
    this.#some = Array.from({ length: 3 }, () => new Flag(models, [perPlane * 9, perPlane * 16, MODES]));
    this.#count = new Flag(models, [kinds * COUNT_CLASSES, kinds * COUNT_CLASSES * 8, MODES * COUNT_CLASSES]);
    this.#countBits = new Flag(models, [(kinds / SIZES) * COUNT_CLASSES * 4, SIZES * 48, 8 * 4]);
    this.#large = new Flag(models, [24, 1, 1]);
  }

  /** First of the contexts that a search estimates levels by: [+ step * 72 + class of diagonal * 12 + class of sum]. */
  estimates(plane, log2, inter = 0) {
    return this.#bases[0] + kindOf(plane, log2, inter) * STEPS * 6 * SUM_CLASSES;
  }

  /** Bits that "no levels" (0) or "levels" (1) costs about. */
  someCost(plane, log2, unit, bit, inter = 0) {
    return this.#some[plane].cost(bit, (inter * SIZES + log2 - 2) * 9 + this.#maps.codedAround(unit, plane));
  }

  /** Bits that each class of the number of levels costs about: out[32 - clz32(count)]. */
  countCosts(plane, log2, out, inter = 0) {
    const first = kindOf(plane, log2, inter) * COUNT_CLASSES;
    const last = 2 * log2 + 1;
    let bits = 0;
    for (let c = 1; c <= last; c += 1) {
      out[c] = bits + (c < last ? this.#count.cost(0, first + c) : 0) + (c - 1) * 0.95;
      bits += this.#count.cost(1, first + c);
    }
  }

  /**
   * Writes or reads the block of 2^log2 samples at (x, y) of a plane; unit: its first unit, mode: its prediction, below 40;
   * inter: 1 when that comes from other pictures. Returns the number of levels up to the last that is not zero.
   */
  code(coder, plane, x, y, log2, unit, mode, inter = 0) {
    const columns = this.#columns[plane];
    const start = y * columns + x;
    const known = coder.decoding ? 0 : this.#countLevels(plane, start, log2);
    const energy = this.#lookAround(plane, unit);
    if (!this.#codeSome(coder, plane, log2, unit, mode, inter, energy, known > 0 ? 1 : 0)) {
      this.#remember(plane, log2, unit);
      if (coder.decoding) this.#clear(plane, start, log2);
      return 0;
    }
    const count = this.#codeCount(coder, plane, log2, mode, inter, energy, known);
    if (coder.decoding) this.#clear(plane, start, log2);
    this.#codeLevels(coder, plane, x, y, log2, mode, inter, count);
    this.#remember(plane, log2, unit);
    return count;
  }

  /** Notes, for the contexts of blocks that follow, that a block of 2^log2 luma samples has no levels in any plane. */
  forget(unit, log2) {
    for (const map of this.#maps.energy) this.#maps.fill(map, unit, log2, 0);
  }

  #countLevels(plane, start, log2) {
    const scan = SCANS[log2];
    const levels = this.#levels[plane];
    for (let i = scan.length - 1; i >= 0; i -= 1) {
      const s = scan[i];
      if (levels[start + (s >> log2) * this.#columns[plane] + (s & ((1 << log2) - 1))] !== 0) return i + 1;
    }
    return 0;
  }

  #clear(plane, start, log2) {
    const columns = this.#columns[plane];
    for (let r = 0, o = start; r < 1 << log2; r += 1, o += columns) this.#levels[plane].fill(0, o, o + (1 << log2));
  }

  /** Takes down the energies of the blocks around; returns the class of their sum. */
  #lookAround(plane, unit) {
    const { energy, across } = this.#maps;
    this.#sums.fill(0);
    let sum = 0;
    for (let zone = 0; zone < ZONES; zone += 1) {
      const map = energy[plane * ZONES + zone];
      const left = unit % across > 0 ? map[unit - 1] : 0;
      const above = unit >= across ? map[unit - across] : 0;
      this.#left[zone] = ENERGY_CLASS[left];
      this.#above[zone] = ENERGY_CLASS[above];
      sum += left + above;
    }
    let index = 0;
    while (index < ENERGY_SUM_BOUNDS.length && sum >= ENERGY_SUM_BOUNDS[index]) index += 1;
    return index;
  }

  #codeSome(coder, plane, log2, unit, mode, inter, energy, some) {
    const { coded } = this.#maps;
    const before = plane === LUMA ? 0 : (coded[unit] >> (plane - 1)) & 1;
    const size = inter * SIZES + log2 - 2;
    const around = this.#maps.codedAround(unit, plane);
    return this.#some[plane].code(coder, some, size * 9 + around, (size * 2 + before) * 8 + energy, mode);
  }

  /** The count as its number of bits, by unary, and then its bits. */
  #codeCount(coder, plane, log2, mode, inter, energy, count) {
    const size = log2 - 2;
    const first = kindOf(plane, log2, inter) * COUNT_CLASSES;
    const planeKind = inter * PLANES + plane;
    const known = 32 - Math.clz32(count);
    const last = 2 * log2 + 1;
    let c = 1;
    while (c < last) {
      const above = known > c ? 1 : 0;
      if (!this.#count.code(coder, above, first + c, (first + c) * 8 + energy, mode * COUNT_CLASSES + c)) break;
      c += 1;
    }
    let value = 1;
    for (let place = c - 2; place >= 0; place -= 1) {
      const bit = (count >> place) & 1;
      const k = c - 2 - place;
      const node = 2 * k + (k > 0 ? value & 1 : 0);
      value *= 2;
      value +=
        k < 2
          ? this.#countBits.code(coder, bit, (planeKind * 12 + c) * 4 + node, size * 48 + c * 4 + node, energy * 4 + k)
          : coder.raw(bit);
    }
    return value;
  }

  #codeLevels(coder, plane, x, y, log2, mode, inter, count) {
    const columns = this.#columns[plane];
    const levels = this.#levels[plane];
    const start = y * columns + x;
    const size = 1 << log2;
    const scan = SCANS[log2];
    const scratch = this.#scratch;
    for (let r = 0; r < size + 3; r += 1) scratch.fill(0, r * STRIDE, r * STRIDE + size + 3);
    let others = 0;
    for (let i = count - 1; i >= 0; i -= 1) {
      const s = scan[i];
      const o = start + (s >> log2) * columns + (s & (size - 1));
      this.#findContexts(plane, x, y, log2, mode, inter, s, others);
      const known = coder.decoding ? 0 : levels[o];
      const size1 = this.#codeMagnitude(coder, magnitude(known), i === count - 1 ? NO_LEVELS_YET : 0);
      if (size1 === 0) continue;
      const negative = coder.raw(known < 0 ? 1 : 0);
      if (coder.decoding) levels[o] = negative ? -size1 : size1;
      scratch[(s >> log2) * STRIDE + (s & (size - 1))] = size1;
      this.#sums[ZONE_OF[log2][s]] += size1;
      others += 1;
    }
  }

  #contexts = new Int32Array(INPUTS);
  #setA = 0;
  #setB = 0;
  #setC = 0;

  /** Contexts of the first step at position s of a block: those of later steps follow each by its stride. */
  #findContexts(plane, x, y, log2, mode, inter, s, others) {
    const size = log2 - 2;
    const column = s & ((1 << log2) - 1);
    const row = s >> log2;
    const scratch = this.#scratch;
    const q = row * STRIDE + column;
    const [right, below, corner] = [scratch[q + 1], scratch[q + STRIDE], scratch[q + STRIDE + 1]];
    const further = scratch[q + 2] + scratch[q + 2 * STRIDE];
    const sum = right + below + corner + further;
    const sumClass = SUM_CLASS[least(sum, 255)];
    const zone = ZONE_OF[log2][s];
    const region = REGIONS[log2][s];
    const bases = this.#bases;
    const contexts = this.#contexts;
    const kind = kindOf(plane, log2, inter);
    const pattern = ((least(right, 3) * 4 + least(below, 3)) * 4 + least(corner, 3)) * 5 + least(further, 4);
    contexts[0] = bases[0] + kind * STEPS * 72 + DIAGONALS[log2][s] * SUM_CLASSES + sumClass;
    contexts[1] = bases[1] + kind * STEPS * 64 + POSITIONS[log2][s];
    contexts[2] = bases[2] + plane * STEPS * 400 + pattern;
    contexts[3] = bases[3] + plane * STEPS * 245 + zone * 49 + this.#left[zone] * 7 + this.#above[zone];
    contexts[4] = bases[4] + (mode * SIZES + size) * STEPS * 16 + region;
    const detail =
      plane === LUMA ? size * 2 + (column > row ? 1 : 0) : this.#planeBefore(plane, x, y, 1 << log2, column, row);
    contexts[5] = bases[5] + plane * STEPS * 512 + (region * 8 + detail) * 4 + least(sum, 3);
    this.#setA = this.#sets[0] + kind * STEPS;
    this.#setB = this.#sets[1] + sumClass * ZONES + zone;
    this.#setC = this.#sets[2] + ((plane === LUMA ? 0 : REGION_COUNT) + region) * SUM_CLASSES + least(others, 11);
  }

  /** Class, below 8, of the levels at and around the position in the plane before: luma for U, U for V. */
  #planeBefore(plane, x, y, size, column, row) {
    const from = plane === RED ? BLUE : LUMA;
    const columns = this.#columns[from];
    const levels = this.#levels[from];
    const o = from === BLUE ? (y + row) * columns + x + column : (2 * y + row) * columns + 2 * x + column;
    let around = 0;
    if (column + 1 < size) around += magnitude(levels[o + 1]);
    if (row + 1 < size) around += magnitude(levels[o + columns]);
    if (column > 0) around += magnitude(levels[o - 1]);
    if (row > 0) around += magnitude(levels[o - columns]);
    return least(magnitude(levels[o]), 3) * 2 + (around > 1 ? 1 : 0);
  }

  /** A magnitude that is at least `from`: by unary up to 15, then Exp-Golomb. */
  #codeMagnitude(coder, value, from) {
    const { at } = this.#models;
    const contexts = this.#contexts;
    let k = from;
    while (k < LARGEST_UNARY) {
      const step = STEP_CLASS[k];
      at[0] = contexts[0] + step * 72;
      at[1] = contexts[1] + step * 64;
      at[2] = contexts[2] + step * 400;
      at[3] = contexts[3] + step * 245;
      at[4] = contexts[4] + step * 16;
      at[5] = contexts[5] + step * 512;
      if (!this.#models.code(coder, value > k ? 1 : 0, INPUTS, this.#setA + step, this.#setB, this.#setC)) return k;
      k += 1;
    }
    return LARGEST_UNARY - 1 + this.#codeLarge(coder, value - LARGEST_UNARY + 1);
  }

  /** Exp-Golomb of a number from 1. */
  #codeLarge(coder, value) {
    const known = 31 - Math.clz32(value);
    let places = 0;
    while (places < 23 && this.#large.code(coder, known > places ? 1 : 0, places, 0, 0)) places += 1;
    let out = 1;
    for (let place = places - 1; place >= 0; place -= 1) out = 2 * out + coder.raw((value >> place) & 1);
    return out;
  }

  /** Leaves the mean level of each zone for the blocks that follow. */
  #remember(plane, log2, unit) {
    const maps = this.#maps;
    const blockLog2 = plane === LUMA ? log2 : log2 + 1;
    for (let zone = 0; zone < ZONES; zone += 1) {
      const positions = ZONE_COUNTS[log2][zone];
      const mean = positions === 0 ? 0 : least(255, Math.round((this.#sums[zone] * 12) / positions));
      maps.fill(maps.energy[plane * ZONES + zone], unit, blockLog2, mean);
    }
  }
}
