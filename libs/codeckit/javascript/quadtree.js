import { Flag } from './mixing.js';

const LOG2_LEAST = 3;
const LOG2_LARGEST = 5;
const SIZES_EACH = 64;

/**
 * Splits squares of 32 or 64 into blocks down to 8 samples, by full rate-distortion search; an 8 may be `quartered`, which
 * its leaf handles as a whole. Squares that do not fit into the picture are split without a word.
 *
 * The leaf is the codec's own: `search(x, y, log2, quartered, limit)` codes the block as well as it can into the picture and
 * the maps and returns squared error + lambda * bits (it may stop above `limit`); `code(coder, x, y, log2, quartered)` writes
 * what the maps hold, or reads it. Either must set `maps.size`, 2 when quartered, and `maps.done`. A leaf may have
 * `isSettled(unit, log2)`: whether a block that was just searched needs no search of its quarters; without, those that have no
 * levels need none.
 */
export class Quadtree {
  #maps;
  #snapshots;
  #split;
  #columns;
  #rows;
  /** Of the picture in hand: its leaf, binary logarithm of its largest block, and its kind for the contexts of splits. */
  leaf;
  log2Largest;
  kind = 0;

  /** columns, rows: of the luma plane, multiples of 8. log2Largest: of any picture, 5 or 6; kinds: of pictures. */
  constructor(models, maps, snapshots, columns, rows, leaf, { log2Largest = LOG2_LARGEST, kinds = 1 } = {}) {
    this.#maps = maps;
    this.#snapshots = snapshots;
    const sizes = log2Largest - LOG2_LEAST + 1;
    this.#split = new Flag(models, [9 * sizes, SIZES_EACH * sizes, 8 * kinds]);
    this.log2Largest = log2Largest;
    this.leaf = leaf;
    this.#columns = columns;
    this.#rows = rows;
  }

  /** Calls back for each square of the largest size in order: `visit(x, y, log2)`. */
  forEachRoot(visit) {
    const log2 = this.log2Largest;
    const side = 1 << log2;
    for (let y = 0; y < this.#rows; y += side) for (let x = 0; x < this.#columns; x += side) visit(x, y, log2);
  }

  /** Finds the cheapest split of a square and leaves it in the picture and the maps. Returns its cost. */
  search(x, y, log2, lambda) {
    if (x >= this.#columns || y >= this.#rows) return 0;
    if (!this.#fits(x, y, log2)) return this.#searchQuarters(x, y, log2, lambda, Infinity, 0);
    const maps = this.#maps;
    const unit = maps.unitAt(x, y);
    const context = this.#context(unit, log2);
    maps.fill(maps.done, unit, log2, 0);
    const whole = this.leaf.search(x, y, log2, false, Infinity) + lambda * this.#split.cost(0, context);
    if (this.#isSettled(unit, log2)) return whole;
    this.#snapshots.save(x, y, log2);
    maps.fill(maps.done, unit, log2, 0);
    const split = this.#searchQuarters(x, y, log2, lambda, whole, lambda * this.#split.cost(1, context));
    if (split < whole) return split;
    this.#snapshots.restore(x, y, log2);
    maps.fill(maps.done, unit, log2, 1);
    return whole;
  }

  #isSettled(unit, log2) {
    if (this.leaf.isSettled !== undefined) return this.leaf.isSettled(unit, log2);
    return log2 < LOG2_LARGEST && (this.#maps.coded[unit] & 7) === 0;
  }

  #searchQuarters(x, y, log2, lambda, limit, spent) {
    if (log2 === LOG2_LEAST) return spent + this.leaf.search(x, y, log2, true, limit - spent);
    const half = 1 << (log2 - 1);
    let cost = spent;
    for (let k = 0; k < 4 && cost < limit; k += 1) {
      cost += this.search(x + (k & 1) * half, y + (k >> 1) * half, log2 - 1, lambda);
    }
    return cost;
  }

  /** Writes a square as the maps have it, or reads it. */
  code(coder, x, y, log2) {
    if (x >= this.#columns || y >= this.#rows) return;
    const unit = this.#maps.unitAt(x, y);
    const split = this.#fits(x, y, log2) ? this.#codeSplit(coder, unit, log2) : 1;
    if (!split || log2 === LOG2_LEAST) {
      this.leaf.code(coder, x, y, log2, split === 1);
      return;
    }
    const half = 1 << (log2 - 1);
    for (let k = 0; k < 4; k += 1) this.code(coder, x + (k & 1) * half, y + (k >> 1) * half, log2 - 1);
  }

  #codeSplit(coder, unit, log2) {
    const { size, across } = this.#maps;
    const left = unit % across > 0 ? size[unit - 1] : log2;
    const above = unit >= across ? size[unit - across] : log2;
    const sizes = (log2 - LOG2_LEAST) * SIZES_EACH + left * 8 + above;
    return this.#split.code(coder, size[unit] < log2 ? 1 : 0, this.#context(unit, log2), sizes, 8 * this.kind + log2);
  }

  #context(unit, log2) {
    const { size, across } = this.#maps;
    const rank = (other) => (other < log2 ? 2 : other === log2 ? 1 : 0);
    const left = unit % across > 0 ? rank(size[unit - 1]) : 1;
    const above = unit >= across ? rank(size[unit - across]) : 1;
    return (log2 - LOG2_LEAST) * 9 + left * 3 + above;
  }

  #fits(x, y, log2) {
    return x + (1 << log2) <= this.#columns && y + (1 << log2) <= this.#rows;
  }
}
