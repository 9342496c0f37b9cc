import { inverseBlock } from './block-transforms.js';
import { SCANS } from './level-tables.js';

const AREA = 1 << 10;
const block = new Int32Array(AREA);
const residual = new Int32Array(AREA);

/** Source minus prediction of a block of 2^log2 samples at `start` of a plane, to `out`. */
export function subtractPrediction(samples, start, columns, log2, prediction, out) {
  const size = 1 << log2;
  for (let y = 0, i = 0, o = start; y < size; y += 1, o += columns) {
    for (let x = 0; x < size; x += 1, i += 1) out[i] = samples[o + x] - prediction[i];
  }
}

/**
 * Writes prediction plus residual of a block into a plane. The levels are in a plane of the same shape; `count` of them, in
 * scan order, may differ from zero. kinds and step16 as of inverseBlock. All integer.
 */
export function reconstructBlock(samples, start, columns, log2, prediction, levels, count, kinds, step16) {
  const size = 1 << log2;
  if (count === 0) {
    for (let y = 0, i = 0, o = start; y < size; y += 1, o += columns) {
      for (let x = 0; x < size; x += 1, i += 1) samples[o + x] = prediction[i];
    }
    return;
  }
  const scan = SCANS[log2];
  let [right, bottom] = [0, 0];
  block.fill(0, 0, size * size);
  for (let i = 0; i < count; i += 1) {
    const [x, y] = [scan[i] & (size - 1), scan[i] >> log2];
    const level = levels[start + y * columns + x];
    if (level === 0) continue;
    block[scan[i]] = level;
    if (x > right) right = x;
    if (y > bottom) bottom = y;
  }
  inverseBlock(log2, kinds, block, step16, right, bottom, residual);
  for (let y = 0, i = 0, o = start; y < size; y += 1, o += columns) {
    for (let x = 0; x < size; x += 1, i += 1) {
      const value = prediction[i] + residual[i];
      samples[o + x] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
}
