import { ZONES } from './block-maps.js';

/** Tables of the contexts of levels, by binary logarithm of the block's size (0 to 5) and position in the block. */
const LOG2_MAX = 5;
const LOG2S = Array.from({ length: LOG2_MAX + 1 }, (_, log2) => log2);
const byPosition = (entry) =>
  LOG2S.map((log2) => {
    const size = 1 << log2;
    return Uint8Array.from({ length: size * size }, (_, i) => entry(i & (size - 1), i >> log2, log2));
  });
/** Index of the first bound that a value is below. */
const classOf = (value, bounds) => bounds.findIndex((bound) => value < bound);

/** Positions from low to high frequency, along diagonals. */
export const SCANS = LOG2S.map((log2) => {
  const mask = (1 << log2) - 1;
  const order = Array.from({ length: 1 << (2 * log2) }, (_, i) => i);
  const diagonal = (i) => (i & mask) + (i >> log2);
  return Int32Array.from(order.sort((a, b) => diagonal(a) - diagonal(b) || a - b));
});

/** 6 classes by diagonal. */
export const DIAGONALS = byPosition((x, y) => classOf(x + y, [1, 2, 3, 5, 9, 64]));
const EIGHTH = [1, 2, 3, 4, 6, 8, 16, 32];
/** 64 positions: exact up to 8x8, then coarser towards high frequencies. */
export const POSITIONS = byPosition((x, y, log2) =>
  log2 <= 3 ? 8 * y + x : 8 * classOf(y, EIGHTH) + classOf(x, EIGHTH),
);
/** 16 positions: of the frequency itself, whatever the size. */
export const REGIONS = byPosition((x, y, log2) => {
  const region = (v) => (log2 <= 2 ? v : classOf((v * 8) >> log2, [1, 2, 4, 8]));
  return 4 * region(y) + region(x);
});
/** Frequency zone, 0 to 4, and how many positions each has. */
export const ZONE_OF = byPosition((x, y, log2) => classOf(((x + y) * 32) >> log2, [4, 10, 18, 30, 64]));
export const ZONE_COUNTS = ZONE_OF.map((zones) => {
  const counts = new Int32Array(ZONES);
  for (const zone of zones) counts[zone] += 1;
  return counts;
});

const quantised = (bounds) => Uint8Array.from({ length: 256 }, (_, value) => classOf(value, [...bounds, 256]));
/** Sum of neighbouring levels (up to 255) to 12 classes. */
export const SUM_CLASS = quantised([1, 2, 3, 4, 5, 7, 9, 12, 16, 22, 31]);
/** Energy of a zone (up to 255) to 7 classes. */
export const ENERGY_CLASS = quantised([1, 3, 6, 12, 24, 48]);
/** Which context answers "is it above k?". */
export const STEP_CLASS = Uint8Array.of(0, 1, 2, 3, 4, 5, 5, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7);
/** Sum of the energies around a block to 8 classes. */
export const ENERGY_SUM_BOUNDS = [1, 4, 10, 25, 60, 130, 260];
