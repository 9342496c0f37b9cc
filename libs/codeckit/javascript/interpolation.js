/**
 * Samples between samples, all integer: luma in quarters by the eight taps of H.265 (8.5.3.3.3.2), chroma in eighths by its
 * four. Rows first, at full precision, then columns, then one rounding.
 */
const LUMA_TAPS = [
  [0, 0, 0, 64, 0, 0, 0, 0],
  [-1, 4, -10, 58, 17, -5, 1, 0],
  [-1, 4, -11, 40, 40, -11, 4, -1],
  [0, 1, -5, 17, 58, -10, 4, -1],
];
const CHROMA_TAPS = [
  [0, 64, 0, 0],
  [-2, 58, 10, -2],
  [-4, 54, 16, -2],
  [-6, 46, 28, -4],
  [-4, 36, 36, -4],
  [-4, 28, 46, -6],
  [-2, 16, 54, -4],
  [-2, 10, 58, -2],
];
const ROUND = 2048;
const SHIFT = 12;
const LARGEST_SIDE = 64;
const rows = new Int32Array(LARGEST_SIDE * (LARGEST_SIDE + 7));

const sample = (value) => (value < 0 ? 0 : value > 255 ? 255 : value);

/** One line of filtered rows, 64 times the samples: `count` of them from `from` on. */
function filterRow8(s, from, count, [a, b, c, d, e, f, g, h], out, to) {
  for (let i = from, k = to; k < to + count; i += 1, k += 1) {
    out[k] =
      a * s[i - 3] + b * s[i - 2] + c * s[i - 1] + d * s[i] + e * s[i + 1] + f * s[i + 2] + g * s[i + 3] + h * s[i + 4];
  }
}

function filterRow4(s, from, count, [a, b, c, d], out, to) {
  for (let i = from, k = to; k < to + count; i += 1, k += 1) {
    out[k] = a * s[i - 1] + b * s[i] + c * s[i + 1] + d * s[i + 2];
  }
}

/** Columns of filtered rows, `stride` apart, from the line of index `from` on. */
function filterColumn8(r, from, count, stride, [a, b, c, d, e, f, g, h], out, to) {
  const [two, three, four] = [2 * stride, 3 * stride, 4 * stride];
  for (let i = from, k = to; k < to + count; i += 1, k += 1) {
    const above = a * r[i - three] + b * r[i - two] + c * r[i - stride] + d * r[i];
    const below = e * r[i + stride] + f * r[i + two] + g * r[i + three] + h * r[i + four];
    out[k] = sample((above + below + ROUND) >> SHIFT);
  }
}

function filterColumn4(r, from, count, stride, [a, b, c, d], out, to) {
  for (let i = from, k = to; k < to + count; i += 1, k += 1) {
    out[k] = sample((a * r[i - stride] + b * r[i] + c * r[i + stride] + d * r[i + 2 * stride] + ROUND) >> SHIFT);
  }
}

/** A block of side x side luma samples, to `out` row by row; s: plane, `at`: index of its whole sample, fx, fy: quarters. */
export function interpolateLuma(s, stride, at, side, fx, fy, out) {
  const [across, down] = [LUMA_TAPS[fx], LUMA_TAPS[fy]];
  for (let y = -3; y < side + 4; y += 1) filterRow8(s, at + y * stride, side, across, rows, (y + 3) * side);
  filterColumn8(rows, 3 * side, side * side, side, down, out, 0);
}

/** The same of chroma; fx, fy: eighths. */
export function interpolateChroma(s, stride, at, side, fx, fy, out) {
  const [across, down] = [CHROMA_TAPS[fx], CHROMA_TAPS[fy]];
  for (let y = -1; y < side + 2; y += 1) filterRow4(s, at + y * stride, side, across, rows, (y + 1) * side);
  filterColumn4(rows, side, side * side, side, down, out, 0);
}

/** A whole plane of `lines` lines with its rows filtered (Int16Array); three samples at its ends stay zero. */
export function filteredRows(s, fx) {
  const out = new Int16Array(s.length);
  filterRow8(s, 3, s.length - 7, LUMA_TAPS[fx], out, 3);
  return out;
}

/** A plane at a quarter-sample position, from its filtered rows; lines near its upper and lower end stay zero. */
export function quarterPlane(filtered, stride, fy) {
  const out = new Uint8Array(filtered.length);
  filterColumn8(filtered, 3 * stride, filtered.length - 7 * stride, stride, LUMA_TAPS[fy], out, 3 * stride);
  return out;
}
