/** Intra prediction of one block: DC, planar (H.265 8.4.4.2.4), vertical, horizontal. */
export const DC = 0;
export const PLANAR = 1;
export const VERTICAL = 2;
export const HORIZONTAL = 3;

/**
 * Prediction of the size*size block at (y, x), row by row (Int32Array). plane: reconstructed samples so far, `columns` wide;
 * samples outside it count as 128. Uses the row above (size + 1 samples) and the column to the left (size samples).
 */
export function predictIntra(plane, columns, y, x, size, mode) {
  const sample = (r, c) => (r < 0 || c < 0 ? 128 : plane[r * columns + Math.min(c, columns - 1)]);
  const top = Array.from({ length: size + 1 }, (_, k) => sample(y - 1, k < size ? x + k : x + size - 1));
  const left = Array.from({ length: size }, (_, k) => sample(y + k, x - 1));
  const sum = left.reduce((a, b) => a + b, 0) + top.slice(0, size).reduce((a, b) => a + b, 0);
  const dc = (sum + size) / (2 * size);
  const at = {
    [DC]: () => Math.floor(dc),
    [PLANAR]: (r, c) =>
      Math.floor(
        ((size - 1 - c) * left[r] + (c + 1) * top[size] + (size - 1 - r) * top[c] + (r + 1) * left[size - 1] + size) /
          (2 * size),
      ),
    [VERTICAL]: (_, c) => top[c],
    [HORIZONTAL]: (r) => left[r],
  }[mode];
  if (at === undefined) throw new RangeError(`predictIntra: mode ${mode}; there are ${DC}..${HORIZONTAL}`);
  return Int32Array.from({ length: size * size }, (_, k) => at(Math.floor(k / size), k % size));
}
