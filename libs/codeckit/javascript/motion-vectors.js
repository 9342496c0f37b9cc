/**
 * Motion vectors in quarter samples of luma, packed into one 32-bit integer so that a map of them is an Int32Array; and which
 * of the reference pictures a block uses, packed into a byte.
 */
const LARGEST = 8000;
/** How far beyond the edge of a picture a block may be taken from, in samples. */
export const REACH = 64;

const bounded = (value, low, high) => (value < low ? low : value > high ? high : value);

/** x, y: -32768 .. 32767. */
export const packVector = (x, y) => (y << 16) | (x & 0xffff);
export const vectorX = (vector) => (vector << 16) >> 16;
export const vectorY = (vector) => vector >> 16;

/** The difference `vector - predictor`, packed. */
export const vectorDifference = (vector, predictor) =>
  packVector(vectorX(vector) - vectorX(predictor), vectorY(vector) - vectorY(predictor));

/** A vector that spans `from` pictures, made to span `to` of them. */
export function scaleVector(vector, from, to) {
  if (from === to || from === 0) return vector;
  const scale = (value) => bounded(Math.round((value * to) / from), -LARGEST, LARGEST);
  return packVector(scale(vectorX(vector)), scale(vectorY(vector)));
}

/** The nearest vector that keeps a block of `side` samples at (x, y) within REACH of a picture of columns x rows. */
export function limitVector(vector, x, y, side, columns, rows) {
  return packVector(
    bounded(vectorX(vector), -4 * (x + REACH), 4 * (columns - x - side + REACH)),
    bounded(vectorY(vector), -4 * (y + REACH), 4 * (rows - y - side + REACH)),
  );
}

/** Whether two vectors differ by a whole sample or more. */
export const isFar = (a, b) => Math.abs(vectorX(a) - vectorX(b)) >= 4 || Math.abs(vectorY(a) - vectorY(b)) >= 4;

/** first, second: numbers of reference pictures; second may be -1 for none. */
export const packReferences = (first, second) => first | ((second + 1) << 4);
export const firstReference = (references) => references & 15;
/** -1 when the block has one hypothesis only. */
export const secondReference = (references) => (references >> 4) - 1;
