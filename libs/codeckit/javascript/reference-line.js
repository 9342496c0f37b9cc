/** Where the corner sample is; the row above follows it, the column to the left goes before it, downwards. */
export const CORNER = 128;
const MIDDLE_GREY = 128;
const LINE_LENGTH = 2 * CORNER + 64;

/**
 * The samples around a block that a prediction may use: 2 * size above and to the right, as many to the left and below, and
 * the corner. What is not yet reconstructed repeats its nearest neighbour along the line.
 */
export class ReferenceLine {
  /** Samples, and the same smoothed by (1 2 1) / 4; index CORNER + 1 + k is above, CORNER - 1 - k to the left. */
  samples = new Int32Array(LINE_LENGTH);
  smooth = new Int32Array(LINE_LENGTH);
  hasAbove = false;
  hasLeft = false;
  #known = new Uint8Array(LINE_LENGTH);
  #picture;
  #maps;

  constructor(picture, maps) {
    this.#picture = picture;
    this.#maps = maps;
  }

  /** Collects the line around the block of 2^log2 samples at (x, y) of a plane. */
  gather(plane, x, y, log2) {
    const [low, high] = [CORNER - (2 << log2), CORNER + (2 << log2)];
    this.#collect(plane, x, y, log2);
    this.hasAbove = this.#known[CORNER + 1] === 1;
    this.hasLeft = this.#known[CORNER - 1] === 1;
    this.#complete(low, high);
    if (plane === 0 && log2 >= 3) this.#smoothe(low, high);
  }

  #collect(plane, x, y, log2) {
    const shift = plane === 0 ? 2 : 1;
    const step = 1 << shift;
    const columns = this.#picture.columns[plane];
    const rows = this.#picture.rows[plane];
    const from = this.#picture.planes[plane];
    const { done, across } = this.#maps;
    const { samples } = this;
    const known = this.#known;
    known.fill(0, CORNER - (2 << log2), CORNER + (2 << log2) + 1);
    for (let i = 0; i < 2 << log2; i += step) {
      if (x > 0 && y + i < rows && done[((y + i) >> shift) * across + ((x - 1) >> shift)] === 1) {
        for (let j = i; j < i + step; j += 1) {
          samples[CORNER - 1 - j] = from[(y + j) * columns + x - 1];
          known[CORNER - 1 - j] = 1;
        }
      }
      if (y > 0 && x + i < columns && done[((y - 1) >> shift) * across + ((x + i) >> shift)] === 1) {
        for (let j = i; j < i + step; j += 1) {
          samples[CORNER + 1 + j] = from[(y - 1) * columns + x + j];
          known[CORNER + 1 + j] = 1;
        }
      }
    }
    if (x > 0 && y > 0 && done[((y - 1) >> shift) * across + ((x - 1) >> shift)] === 1) {
      samples[CORNER] = from[(y - 1) * columns + x - 1];
      known[CORNER] = 1;
    }
  }

  #complete(low, high) {
    const { samples } = this;
    const first = this.#known.indexOf(1, low);
    if (first < 0 || first > high) {
      samples.fill(MIDDLE_GREY, low - 2, high + 3);
      return;
    }
    samples.fill(samples[first], low - 2, first);
    for (let i = first + 1; i <= high; i += 1) if (this.#known[i] === 0) samples[i] = samples[i - 1];
    samples.fill(samples[high], high + 1, high + 3);
  }

  #smoothe(low, high) {
    const { samples, smooth } = this;
    for (let i = low + 1; i < high; i += 1) smooth[i] = (samples[i - 1] + 2 * samples[i] + samples[i + 1] + 2) >> 2;
    smooth.fill(samples[low], low - 2, low + 1);
    smooth.fill(samples[high], high, high + 3);
  }
}
