import { sineOfPi } from './exact.js';

/**
 * Separable transforms of square blocks of 4 to 32 samples, DCT-II or DST-VII for each direction. The inverse is integer and
 * the same everywhere; the forward transform is an encoder's own business. `log2` is the binary logarithm of the size.
 * `kinds`: bit 0 is a DST along the rows, bit 1 one along the columns.
 */
const BITS = 11;
const LOG2_MAX = 5;

const wholeMatrix = (log2, entry) => {
  const size = 1 << log2;
  return Int32Array.from({ length: size * size }, (_, i) =>
    Math.round(2 ** BITS * entry(size, i >> log2, i & (size - 1))),
  );
};
/** Rows are frequencies, columns samples; orthonormal, in 1/2048. */
const DCT = Array.from({ length: LOG2_MAX + 1 }, (_, log2) =>
  wholeMatrix(log2, (size, k, i) => Math.sqrt((k ? 2 : 1) / size) * sineOfPi(size + (2 * i + 1) * k, 2 * size)),
);
const DST = Array.from({ length: LOG2_MAX + 1 }, (_, log2) =>
  wholeMatrix(log2, (size, k, i) => (2 / Math.sqrt(2 * size + 1)) * sineOfPi((2 * k + 1) * (i + 1), 2 * size + 1)),
);
const toReal = (matrix) => Float64Array.from(matrix, (x) => x / 2 ** BITS);
const REAL_DCT = DCT.map(toReal);
const REAL_DST = DST.map(toReal);

const area = 1 << (2 * LOG2_MAX);
const halfDone = new Float64Array(area);
const halfUndone = new Int32Array(area);
const column = new Int32Array(1 << LOG2_MAX);
const sums = new Float64Array(1 << LOG2_MAX);
const differences = new Float64Array(1 << LOG2_MAX);

/** Residual to orthonormal coefficients, both row by row, out[vertical frequency * size + horizontal frequency]. */
export function forwardBlock(log2, kinds, residual, out) {
  passAlongRows(log2, (kinds & 1) === 1, residual, halfDone);
  passAlongRows(log2, (kinds & 2) === 2, halfDone, out);
}

/** Transforms each row and writes it as a column, so that two passes restore the order. */
function passAlongRows(log2, isDst, from, to) {
  const size = 1 << log2;
  const half = size >> 1;
  const matrix = isDst ? REAL_DST[log2] : REAL_DCT[log2];
  for (let r = 0; r < size; r += 1) {
    const o = r << log2;
    if (isDst) {
      for (let k = 0; k < size; k += 1) {
        const m = k << log2;
        let sum = 0;
        for (let j = 0; j < size; j += 1) sum += matrix[m + j] * from[o + j];
        to[m + r] = sum;
      }
      continue;
    }
    // Even cosines are symmetric, odd ones antisymmetric: half of the products suffice.
    for (let j = 0; j < half; j += 1) {
      sums[j] = from[o + j] + from[o + size - 1 - j];
      differences[j] = from[o + j] - from[o + size - 1 - j];
    }
    for (let k = 0; k < size; k += 2) {
      const m = k << log2;
      let even = 0;
      let odd = 0;
      for (let j = 0; j < half; j += 1) {
        even += matrix[m + j] * sums[j];
        odd += matrix[m + size + j] * differences[j];
      }
      to[m + r] = even;
      to[m + size + r] = odd;
    }
  }
}

/**
 * Levels (row by row) times a step in 1/16 to whole residuals. Levels beyond column `right` and row `bottom` must be zero.
 */
export function inverseBlock(log2, kinds, levels, step16, right, bottom, out) {
  const size = 1 << log2;
  const vertical = kinds & 2 ? DST[log2] : DCT[log2];
  const horizontal = kinds & 1 ? DST[log2] : DCT[log2];
  for (let x = 0; x <= right; x += 1) {
    for (let y = 0; y <= bottom; y += 1) column[y] = (Math.imul(levels[(y << log2) + x], step16) + 1) >> 1;
    inverseLine(log2, (kinds & 2) === 2, vertical, column, 0, bottom, halfUndone, x, size, BITS);
  }
  for (let y = 0; y < size; y += 1) {
    inverseLine(log2, (kinds & 1) === 1, horizontal, halfUndone, y << log2, right, out, y << log2, 1, BITS + 3);
  }
}

/** One row or column: frequencies 0..last of `from` at `start`, to samples of `to` from `at` on, `stride` apart. */
function inverseLine(log2, isDst, matrix, from, start, last, to, at, stride, shift) {
  const size = 1 << log2;
  const round = 1 << (shift - 1);
  if (isDst) {
    for (let i = 0; i < size; i += 1) {
      let sum = round;
      for (let k = 0; k <= last; k += 1) sum = (sum + Math.imul(matrix[(k << log2) + i], from[start + k])) | 0;
      to[at + i * stride] = sum >> shift;
    }
    return;
  }
  for (let i = 0; i < size >> 1; i += 1) {
    let even = round;
    let odd = 0;
    for (let k = 0; k <= last; k += 2) even = (even + Math.imul(matrix[(k << log2) + i], from[start + k])) | 0;
    for (let k = 1; k <= last; k += 2) odd = (odd + Math.imul(matrix[(k << log2) + i], from[start + k])) | 0;
    to[at + i * stride] = (even + odd) >> shift;
    to[at + (size - 1 - i) * stride] = (even - odd) >> shift;
  }
}
