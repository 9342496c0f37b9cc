import { filteredRows, interpolateChroma, interpolateLuma, quarterPlane } from './interpolation.js';
import { REACH, vectorX, vectorY } from './motion-vectors.js';

/** Samples around a plane of luma: as far as vectors reach, and what the taps need beyond. */
const BORDER = REACH + 16;

/**
 * A reconstructed picture that others are predicted from: its planes with a border, and what is known of its motion. The
 * planes between samples that a search needs are made when it first needs them; a decoder interpolates block by block, with
 * the same result.
 */
export class ReferencePicture {
  #quarters = new Array(16).fill(null);
  #filtered = new Array(4).fill(null);

  /** picture: a Picture (copied); time: its number in the order of display; motion: of MotionMaps.snapshot, or null. */
  constructor(picture, { time, layer = 0, motion = null }) {
    this.time = time;
    /** 0 for pictures that many others depend on. */
    this.layer = layer;
    this.motion = motion;
    this.borders = [BORDER, BORDER / 2, BORDER / 2];
    this.strides = picture.columns.map((columns, plane) => columns + 2 * this.borders[plane]);
    this.planes = picture.planes.map((samples, plane) =>
      withBorder(samples, picture.columns[plane], picture.rows[plane], this.borders[plane]),
    );
    this.#quarters[0] = this.planes[0];
  }

  /** Index, in a plane of this picture, of the sample (x, y). */
  indexOf(plane, x, y) {
    return (y + this.borders[plane]) * this.strides[plane] + x + this.borders[plane];
  }

  /** Luma at fx, fy quarters beside each sample, in the shape of planes[0]. */
  quarters(fx, fy) {
    const k = 4 * fy + fx;
    this.#filtered[fx] ??= filteredRows(this.planes[0], fx);
    this.#quarters[k] ??= quarterPlane(this.#filtered[fx], this.strides[0], fy);
    return this.#quarters[k];
  }

  /** The block of side x side samples that a vector points to from (x, y), to `out` row by row. */
  predict(plane, x, y, side, vector, out) {
    const [dx, dy] = [vectorX(vector), vectorY(vector)];
    if (plane !== 0) {
      const at = this.indexOf(plane, x + (dx >> 3), y + (dy >> 3));
      interpolateChroma(this.planes[plane], this.strides[plane], at, side, dx & 7, dy & 7, out);
      return;
    }
    const at = this.indexOf(0, x + (dx >> 2), y + (dy >> 2));
    const ready = this.#quarters[4 * (dy & 3) + (dx & 3)];
    if (ready === null) interpolateLuma(this.planes[0], this.strides[0], at, side, dx & 3, dy & 3, out);
    else copyBlock(ready, this.strides[0], at, side, out);
  }
}

function copyBlock(samples, stride, at, side, out) {
  for (let y = 0, i = 0, o = at; y < side; y += 1, o += stride) {
    for (let x = 0; x < side; x += 1, i += 1) out[i] = samples[o + x];
  }
}

/** A plane whose outermost samples are repeated `border` times on each side. */
function withBorder(samples, columns, rows, border) {
  const stride = columns + 2 * border;
  const out = new Uint8Array(stride * (rows + 2 * border));
  for (let y = -border; y < rows + border; y += 1) {
    const from = Math.min(Math.max(y, 0), rows - 1) * columns;
    const to = (y + border) * stride;
    out.fill(samples[from], to, to + border);
    out.set(samples.subarray(from, from + columns), to + border);
    out.fill(samples[from + columns - 1], to + border + columns, to + stride);
  }
  return out;
}
