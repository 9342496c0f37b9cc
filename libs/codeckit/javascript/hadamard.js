/** Sum of absolute Hadamard coefficients of differences: what a residual will cost, nearer than absolute differences. */
const UNIT = 8;
const AREA = UNIT * UNIT;
const table = new Int32Array(AREA);
const magnitude = (value) => (value < 0 ? -value : value);

/**
 * Cost of `target` (side x side, row by row, side a multiple of 8) when the block at `at` of a plane predicts it, on the scale
 * of absolute differences. Stops above `limit`.
 */
export function hadamardCost(samples, at, stride, target, side, limit = Infinity) {
  let sum = 0;
  for (let y = 0; y < side && sum <= limit; y += UNIT) {
    for (let x = 0; x < side; x += UNIT) {
      transformRows(samples, at + y * stride + x, stride, target, y * side + x, side);
      sum += sumOfColumns() / 4;
    }
  }
  return sum;
}

function transformRows(p, at, stride, t, start, side) {
  for (let r = 0, o = at, q = start; r < AREA; r += UNIT, o += stride, q += side) {
    const a0 = p[o] - t[q];
    const a1 = p[o + 1] - t[q + 1];
    const a2 = p[o + 2] - t[q + 2];
    const a3 = p[o + 3] - t[q + 3];
    const a4 = p[o + 4] - t[q + 4];
    const a5 = p[o + 5] - t[q + 5];
    const a6 = p[o + 6] - t[q + 6];
    const a7 = p[o + 7] - t[q + 7];
    const c0 = a0 + a4 + (a2 + a6);
    const c1 = a1 + a5 + (a3 + a7);
    const c2 = a0 + a4 - (a2 + a6);
    const c3 = a1 + a5 - (a3 + a7);
    const c4 = a0 - a4 + (a2 - a6);
    const c5 = a1 - a5 + (a3 - a7);
    const c6 = a0 - a4 - (a2 - a6);
    const c7 = a1 - a5 - (a3 - a7);
    table[r] = c0 + c1;
    table[r + 1] = c0 - c1;
    table[r + 2] = c2 + c3;
    table[r + 3] = c2 - c3;
    table[r + 4] = c4 + c5;
    table[r + 5] = c4 - c5;
    table[r + 6] = c6 + c7;
    table[r + 7] = c6 - c7;
  }
}

function sumOfColumns() {
  let sum = 0;
  for (let k = 0; k < UNIT; k += 1) {
    const b0 = table[k] + table[k + 32];
    const b1 = table[k + 8] + table[k + 40];
    const b2 = table[k + 16] + table[k + 48];
    const b3 = table[k + 24] + table[k + 56];
    const b4 = table[k] - table[k + 32];
    const b5 = table[k + 8] - table[k + 40];
    const b6 = table[k + 16] - table[k + 48];
    const b7 = table[k + 24] - table[k + 56];
    sum += magnitude(b0 + b2 + b1 + b3) + magnitude(b0 + b2 - b1 - b3);
    sum += magnitude(b0 - b2 + b1 - b3) + magnitude(b0 - b2 - b1 + b3);
    sum += magnitude(b4 + b6 + b5 + b7) + magnitude(b4 + b6 - b5 - b7);
    sum += magnitude(b4 - b6 + b5 - b7) + magnitude(b4 - b6 - b5 + b7);
  }
  return sum;
}
