import { CORNER } from './reference-line.js';

/**
 * Predictions of a block from its reference line: planar 0, DC 1, angles 2..34 as in H.265 (10 is horizontal, 26 vertical)
 * with interpolation by four taps, and Paeth 35. All integer.
 */
export const MODES = 36;
export const MODE_PLANAR = 0;
export const MODE_DC = 1;
export const MODE_HORIZONTAL = 10;
export const MODE_DIAGONAL = 18;
export const MODE_VERTICAL = 26;
export const MODE_PAETH = 35;
export const FIRST_ANGLE = 2;
export const LAST_ANGLE = 34;

/** Displacement of each angle in 1/32 sample a line. */
const ANGLES = [
  0, 0, 32, 26, 21, 17, 13, 9, 5, 2, 0, -2, -5, -9, -13, -17, -21, -26, -32, -26, -21, -17, -13, -9, -5, -2, 0, 2, 5, 9,
  13, 17, 21, 26, 32,
];
/** Luma blocks of this size and larger keep their edges as predicted. */
const LOG2_NO_EDGE = 5;

/** Taps for each 1/32: cubic keeps detail, the other smooths; sums of 64. */
const CUBIC = new Int32Array(128);
const SMOOTH = new Int32Array(128);
for (let f = 0; f < 32; f += 1) {
  const t = f / 32;
  const taps = [
    (-t + 2 * t * t - t * t * t) / 2,
    1 - (5 * t * t - 3 * t * t * t) / 2,
    (t + 4 * t * t - 3 * t * t * t) / 2,
    (-t * t + t * t * t) / 2,
  ].map((tap) => Math.round(64 * tap));
  taps[f < 16 ? 1 : 2] += 64 - taps[0] - taps[1] - taps[2] - taps[3];
  CUBIC.set(taps, 4 * f);
  SMOOTH.set([16 - (f >> 1), 32 - (f >> 1), 16 + (f >> 1), f >> 1], 4 * f);
}

const sample = (value) => (value < 0 ? 0 : value > 255 ? 255 : value);
const main = new Int32Array(CORNER + 64);
const MAIN_CORNER = 64;

/** Writes the prediction of 2^log2 squared samples, row by row, to `out`. line: a ReferenceLine that has gathered the block. */
export function predictBlock(line, plane, log2, mode, out) {
  const isLuma = plane === 0;
  if (mode === MODE_PLANAR) planar(isLuma && log2 >= 3 ? line.smooth : line.samples, log2, out);
  else if (mode === MODE_DC) mean(line.samples, log2, isLuma && log2 < LOG2_NO_EDGE, out);
  else if (mode === MODE_PAETH) paeth(line.samples, log2, out);
  else angular(line, isLuma, log2, mode, out);
}

function planar(around, log2, out) {
  const size = 1 << log2;
  const right = around[CORNER + 1 + size];
  const below = around[CORNER - 1 - size];
  for (let y = 0, i = 0; y < size; y += 1) {
    const left = around[CORNER - 1 - y];
    for (let x = 0; x < size; x += 1, i += 1) {
      const across = (size - 1 - x) * left + (x + 1) * right;
      out[i] = (across + (size - 1 - y) * around[CORNER + 1 + x] + (y + 1) * below + size) >> (log2 + 1);
    }
  }
}

function mean(around, log2, edges, out) {
  const size = 1 << log2;
  let sum = size;
  for (let k = 1; k <= size; k += 1) sum += around[CORNER + k] + around[CORNER - k];
  const value = sum >> (log2 + 1);
  out.fill(value, 0, size * size);
  if (!edges) return;
  for (let k = 1; k < size; k += 1) {
    out[k] = (around[CORNER + 1 + k] + 3 * value + 2) >> 2;
    out[k << log2] = (around[CORNER - 1 - k] + 3 * value + 2) >> 2;
  }
  out[0] = (around[CORNER + 1] + around[CORNER - 1] + 2 * value + 2) >> 2;
}

/** Of left, above and corner the one nearest to left + above - corner. */
function paeth(around, log2, out) {
  const size = 1 << log2;
  const corner = around[CORNER];
  for (let y = 0, i = 0; y < size; y += 1) {
    const left = around[CORNER - 1 - y];
    for (let x = 0; x < size; x += 1, i += 1) {
      const above = around[CORNER + 1 + x];
      const toLeft = Math.abs(above - corner);
      const toAbove = Math.abs(left - corner);
      const toCorner = Math.abs(left + above - 2 * corner);
      out[i] = toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }
  }
}

/** Whether an angle of this size is smoothed: the larger the block and the further from an axis, the sooner. */
function isSmoothed(log2, mode) {
  const far = Math.min(Math.abs(mode - MODE_VERTICAL), Math.abs(mode - MODE_HORIZONTAL));
  return far > (log2 === 5 ? 0 : log2 === 4 ? 1 : log2 === 3 ? 7 : MODES);
}

function angular(line, isLuma, log2, mode, out) {
  const size = 1 << log2;
  const angle = ANGLES[mode];
  const vertical = mode >= MODE_DIAGONAL;
  const smoothed = isLuma && isSmoothed(log2, mode);
  const taps = smoothed ? SMOOTH : CUBIC;
  fillMain(smoothed && (angle & 31) === 0 ? line.smooth : line.samples, vertical ? 1 : -1, size, angle);
  const [along, next] = vertical ? [1, size] : [size, 1];
  for (let r = 0; r < size; r += 1) {
    const position = (r + 1) * angle;
    const from = MAIN_CORNER + (position >> 5);
    const f = (position & 31) * 4;
    if (f === 0) {
      for (let c = 0; c < size; c += 1) out[r * next + c * along] = main[from + c + 1];
      continue;
    }
    const [t0, t1, t2, t3] = [taps[f], taps[f + 1], taps[f + 2], taps[f + 3]];
    for (let c = 0; c < size; c += 1) {
      const k = from + c;
      out[r * next + c * along] = sample(
        (t0 * main[k] + t1 * main[k + 1] + t2 * main[k + 2] + t3 * main[k + 3] + 32) >> 6,
      );
    }
  }
  if (angle === 0 && isLuma && log2 < LOG2_NO_EDGE) smootheEdge(line.samples, vertical ? 1 : -1, size, next, out);
}

/** The line that an angle runs along; before its corner come samples of the other side, projected. */
function fillMain(around, direction, size, angle) {
  for (let k = -1; k <= 2 * size + 2; k += 1) main[MAIN_CORNER + k] = around[CORNER + direction * k];
  if (angle >= 0) return;
  const inverseAngle = Math.round(8192 / angle);
  for (let k = -1; k >= ((size * angle) >> 5) - 1; k -= 1) {
    const beside = Math.min((k * inverseAngle + 128) >> 8, 2 * size);
    main[MAIN_CORNER + k] = around[CORNER - direction * beside];
  }
}

/** Of the exact vertical or horizontal, the first line along the other side follows that side's slope. */
function smootheEdge(around, direction, size, next, out) {
  const first = around[CORNER + direction];
  for (let k = 0; k < size; k += 1) {
    out[k * next] = sample(first + ((around[CORNER - direction * (k + 1)] - around[CORNER]) >> 1));
  }
}
