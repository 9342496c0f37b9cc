/** Frequency zones whose energy is remembered for neighbours. */
export const ZONES = 5;
const PLANES = 3;

/** What is known of each unit of 4x4 luma samples; encoder and decoder hold the same. Unit (x, y) is number y * across + x. */
export class BlockMaps {
  /** columns, rows: of the luma plane, multiples of 4. */
  constructor(columns, rows) {
    this.across = columns >> 2;
    this.down = rows >> 2;
    const map = () => new Uint8Array(this.across * this.down);
    /** 1 where the picture is reconstructed. */
    this.done = map();
    /** Binary logarithm of the block's size. */
    this.size = map();
    /** Prediction mode of luma, transform kinds of luma, prediction mode of chroma. */
    this.mode = map();
    this.kinds = map();
    this.chroma = map();
    /** Bit p: plane p has levels. */
    this.coded = map();
    /** Mean level, by plane and zone: map plane * ZONES + zone. */
    this.energy = Array.from({ length: PLANES * ZONES }, map);
  }

  /** Maps that a search tries and takes back. */
  tried() {
    return [this.size, this.mode, this.kinds, this.chroma, this.coded];
  }

  /** Number of the unit that holds the luma sample (x, y). */
  unitAt(x, y) {
    return (y >> 2) * this.across + (x >> 2);
  }

  /** Sets the square of units of a block of 2^log2 luma samples. */
  fill(map, unit, log2, value) {
    const side = 1 << (log2 - 2);
    for (let y = 0; y < side; y += 1) map.fill(value, unit + y * this.across, unit + y * this.across + side);
  }

  /** Says whether a plane of a block has levels. */
  setCoded(unit, log2, plane, value) {
    const side = 1 << (log2 - 2);
    const { coded } = this;
    for (let y = 0; y < side; y += 1) {
      for (let k = unit + y * this.across; k < unit + y * this.across + side; k += 1) {
        coded[k] = (coded[k] & ~(1 << plane)) | (value << plane);
      }
    }
  }

  /** Whether the plane has levels left of and above a unit: 0, 1, or 2 outside the picture; 3 * left + above. */
  codedAround(unit, plane) {
    const left = unit % this.across > 0 ? (this.coded[unit - 1] >> plane) & 1 : 2;
    const above = unit >= this.across ? (this.coded[unit - this.across] >> plane) & 1 : 2;
    return 3 * left + above;
  }

  /** Forgets all. */
  clear() {
    for (const map of [this.done, ...this.tried(), ...this.energy]) map.fill(0);
  }
}

/** Keeps what a search has found for a block while it tries something else. */
export class Snapshots {
  #layers;
  #kept = new Map();

  /** planes: [{ samples, columns, shift }], shift: 0 luma, 1 chroma, 2 units of 4x4. */
  constructor(planes) {
    this.#layers = planes;
  }

  /** Keeps the block of 2^log2 luma samples at (x, y). */
  save(x, y, log2) {
    if (!this.#kept.has(log2)) {
      const kept = this.#layers.map(({ samples, shift }) => new samples.constructor(1 << (2 * (log2 - shift))));
      this.#kept.set(log2, kept);
    }
    this.#copy(x, y, log2, true);
  }

  /** Puts back what was last kept of this size. */
  restore(x, y, log2) {
    this.#copy(x, y, log2, false);
  }

  #copy(x, y, log2, keeping) {
    const kept = this.#kept.get(log2);
    for (let k = 0; k < kept.length; k += 1) {
      const { samples, columns, shift } = this.#layers[k];
      const copy = kept[k];
      const side = 1 << (log2 - shift);
      for (let r = 0, i = 0; r < side; r += 1) {
        let o = ((y >> shift) + r) * columns + (x >> shift);
        for (let c = 0; c < side; c += 1, i += 1, o += 1) {
          if (keeping) copy[i] = samples[o];
          else samples[o] = copy[i];
        }
      }
    }
  }
}
