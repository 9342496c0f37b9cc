import { exponential, logarithm } from '../exact.js';

/**
 * Tables of the entropy coder: 69 Laplace distributions with log-scales -3.5, -3.375 … 5, each the cumulative frequency (of
 * 65536) at 1/16 steps from -130 to 130. Built from exact operations only, so that they are the same in every engine.
 */
export const SCALES = 69;
const FIRST = -3.5;
const PER_UNIT = 8;
const STEPS = 16;
const REACH = STEPS * 130;
const HALF = 32768;
/** Below this a tail has no weight. */
const NOTHING = 1e-7;
const LN_2 = 0.6931471805599453;
/** No value costs more than some sixteen bits. */
const LEAST_CHANCE = 2e-5;
/** Beyond this exponent there is nothing. */
const MOST = 600;

/** Width of the windows that a stream may name: values within that many of the rounded mean; 0 is a plane of zeros. */
export const WINDOWS = [0, 4, 8, 16, 32, 64, 128];

/** All tables, one after the other, as coder_start takes them. */
export function laplaceTables() {
  const row = 2 * REACH + 1;
  const tables = new Int32Array(SCALES * row);
  for (let scale = 0; scale < SCALES; scale += 1) {
    const middle = scale * row + REACH;
    const ratio = exponential(-exponential(scale / PER_UNIT + FIRST) / STEPS);
    let tail = 1;
    for (let z = 0; z <= REACH; z += 1) {
      const below = tail > NOTHING ? Math.floor(tail * HALF + 0.5) : 0;
      tables[middle + z] = 2 * HALF - below;
      tables[middle - z] = below;
      tail = below > 0 ? tail * ratio : 0;
    }
  }
  return tables;
}

/** The scale whose Laplace distribution suits whole numbers best, and what they cost with it, in bits. */
export function bestScale(values) {
  const mean = Math.max(0.05, values.reduce((sum, value) => sum + Math.abs(value), 0) / Math.max(1, values.length));
  const scale = Math.min(SCALES - 1, Math.max(0, Math.round((-logarithm(mean) - FIRST) * PER_UNIT)));
  const rate = exponential(scale / PER_UNIT + FIRST);
  const half = exponential(rate / 2);
  const sinh = (half - 1 / half) / 2;
  const bits = values.reduce((sum, value) => {
    const size = Math.abs(value);
    const chance = size < 0.5 ? 1 - 1 / half : size * rate < MOST ? exponential(-size * rate) * sinh : 0;
    return sum - logarithm(chance + LEAST_CHANCE) / LN_2;
  }, 0);
  return { scale, bits };
}
