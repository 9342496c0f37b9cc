/** A plane with a border, and what an adaptive filter needs to know of it. */
const BORDER = 4;
const SQUARE = 32;
export const TAPS = 12;
/** Half of the diamond: each tap also weighs the sample opposite. */
const DX = [0, -1, 0, 1, -2, -1, 0, 1, 2, -3, -2, -1];
const DY = [-3, -2, -2, -2, -1, -1, -1, -1, -1, 0, 0, 0];
/** Sums of second differences of a unit, in 1/64, that part 7 classes of activity. */
const ACTIVITIES = [1.5, 3, 6, 11, 18, 30].map((mean) => 64 * mean);
/** 7 classes of activity times 3 directions. */
export const CLASSES = 21;

export class PaddedPlane {
  constructor(columns, rows) {
    this.columns = columns;
    this.rows = rows;
    this.stride = columns + 2 * BORDER;
    this.samples = new Int32Array(this.stride * (rows + 2 * BORDER));
    /** Distance from a sample to that of each tap. */
    this.offsets = Int32Array.from(DX, (dx, k) => DY[k] * this.stride + dx);
  }

  /** Copies a plane; its edge is repeated. */
  fill(plane) {
    const { columns, rows, stride, samples } = this;
    for (let y = -BORDER; y < rows + BORDER; y += 1) {
      const from = Math.min(Math.max(y, 0), rows - 1) * columns;
      const to = this.indexOf(0, y);
      samples.set(plane.subarray(from, from + columns), to);
      samples.fill(plane[from], to - BORDER, to);
      samples.fill(plane[from + columns - 1], to + columns, to + stride - BORDER);
    }
  }

  /** Where a sample is in `samples`. */
  indexOf(x, y) {
    return (y + BORDER) * this.stride + x + BORDER;
  }

  /** The sample at (x, y) after a filter whose taps, in 1/128, start at `first`. */
  filtered(x, y, taps, first) {
    const { samples, offsets } = this;
    const o = this.indexOf(x, y);
    const own = samples[o];
    let sum = 64;
    for (let k = 0; k < TAPS; k += 1)
      sum += taps[first + k] * (samples[o + offsets[k]] + samples[o - offsets[k]] - 2 * own);
    const value = own + (sum >> 7);
    return value < 0 ? 0 : value > 255 ? 255 : value;
  }
}

/** Squares of 32 luma samples, as rectangles of a plane's samples, row by row. */
export function squareOf(plane, { columns, rows }) {
  const side = plane === 0 ? SQUARE : SQUARE / 2;
  const squares = [];
  for (let top = 0; top < rows; top += side) {
    for (let left = 0; left < columns; left += side) {
      squares.push({ left, top, right: Math.min(columns, left + side), bottom: Math.min(rows, top + side) });
    }
  }
  return squares;
}

/** Class of each unit of 4x4 from the second differences of the 8x8 around it, to `classes`. */
export function classifyUnits(plane, maps, classes) {
  const { samples: s, stride } = plane;
  for (let unitY = 0; unitY < maps.down; unitY += 1) {
    for (let unitX = 0; unitX < maps.across; unitX += 1) {
      const start = plane.indexOf(4 * unitX - 2, 4 * unitY - 2);
      let [horizontal, vertical] = [0, 0];
      for (let y = 0; y < 8; y += 1) {
        for (let x = y & 1; x < 8; x += 2) {
          const o = start + y * stride + x;
          horizontal += Math.abs(2 * s[o] - s[o - 1] - s[o + 1]);
          vertical += Math.abs(2 * s[o] - s[o - stride] - s[o + stride]);
        }
      }
      let activity = 0;
      while (activity < ACTIVITIES.length && horizontal + vertical >= ACTIVITIES[activity]) activity += 1;
      const direction = horizontal > 2 * vertical ? 1 : vertical > 2 * horizontal ? 2 : 0;
      classes[unitY * maps.across + unitX] = activity * 3 + direction;
    }
  }
}
