/** Block transforms DCT-II and DST-VII, sizes 4 to 32; `inverse` is exact and equal to codeckit.transforms.inverse. */
export const COEFFICIENT_SCALE = 16;
const MATRIX_BITS = 12;
const matrices = new Map();

function basis(kind, size, k, n) {
  if (kind === 'dst')
    return (2 / Math.sqrt(2 * size + 1)) * Math.sin((Math.PI * (2 * k + 1) * (n + 1)) / (2 * size + 1));
  return Math.sqrt((k ? 2 : 1) / size) * Math.cos((Math.PI * (2 * n + 1) * k) / (2 * size));
}

function matrix(kind, size, integer) {
  const key = `${kind} ${size} ${integer}`;
  if (!matrices.has(key)) {
    const scale = integer ? 1 << MATRIX_BITS : 1;
    const of = (index) => basis(kind, size, Math.floor(index / size), index % size) * scale;
    matrices.set(
      key,
      Float64Array.from({ length: size * size }, (_, i) => (integer ? Math.round(of(i)) : of(i))),
    );
  }
  return matrices.get(key);
}

/** out[r][c] = sum over n of block[r][n] * table(c, n): one pass along the rows. */
function alongRows(block, size, entry) {
  const out = new Float64Array(size * size);
  for (let r = 0; r < size; r += 1) {
    for (let c = 0; c < size; c += 1) {
      let sum = 0;
      for (let n = 0; n < size; n += 1) sum += block[r * size + n] * entry(c, n);
      out[c * size + r] = sum;
    }
  }
  return out;
}

/** Block of size*size pixels or residuals, row by row, to orthonormal coefficients (Float64Array). kind: 'dct' or 'dst'. */
export function forward(block, size, kind = 'dct') {
  const t = matrix(kind, size, false);
  const entry = (c, n) => t[c * size + n];
  return alongRows(alongRows(block, size, entry), size, entry);
}

/** Integer coefficients in 1/16, below 2^19, to rounded integer residuals (Int32Array). Exact. */
export function inverse(coefficients, size, kind = 'dct') {
  const t = matrix(kind, size, true);
  const entry = (c, n) => t[n * size + c];
  const unit = COEFFICIENT_SCALE * 2 ** (2 * MATRIX_BITS);
  return Int32Array.from(alongRows(alongRows(coefficients, size, entry), size, entry), (x) =>
    Math.floor(x / unit + 0.5),
  );
}
