import { CORNER } from './reference-line.js';

const SLOPE_ONE = 4096;
const MIDDLE_GREY = 128;

/**
 * Prediction of a chroma block (4:2:0) from the luma under it: a line fitted on the samples around the block. All integer.
 * line: a ReferenceLine that has gathered the chroma block at (x, y); picture: its luma must be reconstructed there.
 */
export function predictFromLuma(line, picture, x, y, log2, out) {
  const size = 1 << log2;
  const luma = picture.planes[0];
  const columns = picture.columns[0];
  /** Sum of the four luma samples at a chroma sample. */
  const lumaAt = (cx, cy) => {
    const o = 2 * cy * columns + 2 * cx;
    return luma[o] + luma[o + 1] + luma[o + columns] + luma[o + columns + 1];
  };
  const { slope, offset } = fitLine(line, x, y, size, lumaAt);
  for (let r = 0, i = 0; r < size; r += 1) {
    for (let c = 0; c < size; c += 1, i += 1) {
      const value = Math.floor((slope * lumaAt(x + c, y + r) + offset + SLOPE_ONE / 2) / SLOPE_ONE);
      out[i] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
}

/** Least squares of chroma over luma along the line: slope and offset in 1/4096. */
function fitLine(line, x, y, size, lumaAt) {
  let [count, sumX, sumY, sumXX, sumXY] = [0, 0, 0, 0, 0];
  const add = (l, c) => {
    count += 1;
    sumX += l;
    sumY += c;
    sumXX += l * l;
    sumXY += l * c;
  };
  if (line.hasAbove) for (let k = 0; k < size; k += 1) add(lumaAt(x + k, y - 1), line.samples[CORNER + 1 + k]);
  if (line.hasLeft) for (let k = 0; k < size; k += 1) add(lumaAt(x - 1, y + k), line.samples[CORNER - 1 - k]);
  if (count === 0) return { slope: 0, offset: MIDDLE_GREY * SLOPE_ONE };
  const spread = count * sumXX - sumX * sumX;
  const exact = spread > 0 ? Math.floor(((count * sumXY - sumX * sumY) * SLOPE_ONE) / spread) : 0;
  const slope = Math.min(Math.max(exact, -SLOPE_ONE), SLOPE_ONE);
  return { slope, offset: Math.floor((sumY * SLOPE_ONE - slope * sumX) / count) };
}
