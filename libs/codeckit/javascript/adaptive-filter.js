import { planFilter } from './adaptive-filter-plan.js';
import { classifyUnits, CLASSES, PaddedPlane, squareOf, TAPS } from './filter-plane.js';
import { Flag } from './mixing.js';

/**
 * Filter learnt for each picture: a symmetric diamond of 7x7, one set of taps for each group of local classes (luma) or one
 * for the plane (chroma), on or off for each square of 32. The encoder solves for the taps; both sides apply them in integers.
 */
export const MOST_GROUPS = 8;
const PLANES = 3;
const TAP_BITS = 20;

export class AdaptiveFilter {
  #picture;
  #maps;
  #groups;
  #group;
  #tapSize;
  #tapBits;
  #on;
  #padded;
  #classes;

  constructor(models, picture, maps) {
    this.#picture = picture;
    this.#maps = maps;
    this.#groups = new Flag(models, [PLANES * 16, 16, PLANES]);
    this.#group = new Flag(models, [(MOST_GROUPS + 1) * 16, 16, MOST_GROUPS + 1]);
    this.#tapSize = new Flag(models, [2 * 16 * TAP_BITS, TAP_BITS, 1]);
    this.#tapBits = new Flag(models, [TAP_BITS + 2 * 16, TAP_BITS, 1]);
    this.#on = new Flag(models, [PLANES, 1, 1]);
    this.#padded = picture.planes.map((_, plane) => new PaddedPlane(picture.columns[plane], picture.rows[plane]));
    this.#classes = new Uint8Array(maps.across * maps.down);
  }

  /**
   * Filters the picture in place, by what it reads, or by what it finds best for `source` (a Picture) and writes. steps: as of
   * stepsOfQuality. Call it after deblocking.
   */
  run(coder, steps, source) {
    const picture = this.#picture;
    for (let plane = 0; plane < PLANES; plane += 1) {
      const padded = this.#padded[plane];
      padded.fill(picture.planes[plane]);
      if (plane === 0) classifyUnits(padded, this.#maps, this.#classes);
      const classes = plane === 0 ? this.#classes : null;
      const lambda = steps.lambda / (plane === 0 ? 1 : steps.chromaWeight);
      const plan = coder.decoding ? null : planFilter(padded, source, plane, classes, this.#maps.across, lambda);
      const filter = this.#codeFilter(coder, plane, plan);
      if (filter !== null) this.#apply(coder, plane, filter, plan);
    }
  }

  /** { map, taps } or null: group of each class, taps of each group in 1/128. */
  #codeFilter(coder, plane, plan) {
    const groups = this.#unary(coder, this.#groups, plan?.groups ?? 0, MOST_GROUPS, plane);
    if (groups === 0) return null;
    const map = new Uint8Array(CLASSES);
    for (let k = 0; k < CLASSES && groups > 1 && plane === 0; k += 1) {
      map[k] = this.#unary(coder, this.#group, plan?.map[k] ?? 0, groups - 1, k > 0 ? map[k - 1] + 1 : 0);
    }
    const taps = new Int32Array(groups * TAPS);
    for (let k = 0; k < taps.length; k += 1) {
      const predicted = k < TAPS ? 0 : taps[k - TAPS];
      const context = (plane === 0 ? 0 : 16) + (k % TAPS);
      taps[k] = predicted + this.#signed(coder, (plan?.taps[k] ?? 0) - predicted, context);
    }
    return { map, taps };
  }

  #apply(coder, plane, { map, taps }, plan) {
    const padded = this.#padded[plane];
    const squares = squareOf(plane, padded);
    const samples = this.#picture.planes[plane];
    squares.forEach(({ left, top, right, bottom }, k) => {
      if (!this.#on.code(coder, plan?.on[k] ?? 0, plane, 0, 0)) return;
      for (let y = top; y < bottom; y += 1) {
        for (let x = left; x < right; x += 1) {
          const group = plane === 0 ? map[this.#classes[(y >> 2) * this.#maps.across + (x >> 2)]] : 0;
          samples[y * padded.columns + x] = padded.filtered(x, y, taps, group * TAPS);
        }
      }
    });
  }

  /** A number 0..most by unary. */
  #unary(coder, flag, value, most, context) {
    let k = 0;
    while (k < most && flag.code(coder, value > k ? 1 : 0, context * 16 + k, k, context)) k += 1;
    return k;
  }

  /** A signed number: how many bits its magnitude has, the bits, the sign. */
  #signed(coder, value, context) {
    const known = Math.abs(value);
    const size = 32 - Math.clz32(known);
    let places = 0;
    while (places < TAP_BITS - 1) {
      const first = context * TAP_BITS + places;
      if (!this.#tapSize.code(coder, size > places ? 1 : 0, first, places, 0)) break;
      places += 1;
    }
    if (places === 0) return 0;
    let out = 1;
    for (let place = places - 2; place >= 0; place -= 1) {
      const bit = (known >> place) & 1;
      const isFirst = place === places - 2;
      out = 2 * out + (isFirst ? this.#tapBits.code(coder, bit, places, places, 0) : coder.raw(bit));
    }
    return this.#tapBits.code(coder, value < 0 ? 1 : 0, TAP_BITS + context, 0, 0) ? -out : out;
  }
}
