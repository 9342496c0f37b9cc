import { PROBABILITY_ONE } from './rans.js';

/**
 * Binary range coder: decisions come back in the order in which they were sent, so that each side may learn between any two.
 * The same calls as of the rANS coder, and the same probabilities of a 1 in 1/32768; 32-bit bounds, a byte at a time.
 */
const PROBABILITY_BITS = 15;
const HALF = PROBABILITY_ONE / 2;
const FIRST_BYTES = 1 << 14;

/** Where a decision cuts the interval low..high: a 1 is low..cut. */
const cutOf = (low, high, p1) => {
  const range = (high - low) >>> 0;
  return (
    (low + Math.imul(range >>> PROBABILITY_BITS, p1) + ((Math.imul(range & 32767, p1) >>> 0) >>> PROBABILITY_BITS)) >>>
    0
  );
};

/** Writes decisions. */
export class RangeEncoder {
  decoding = false;
  #low = 0;
  #high = 0xffffffff;
  #bytes = new Uint8Array(FIRST_BYTES);
  #length = 0;

  /** p1: probability of a 1 in 1/32768; bit: 0 or 1. Returns bit. */
  code(p1, bit) {
    const cut = cutOf(this.#low, this.#high, p1);
    if (bit) this.#high = cut;
    else this.#low = (cut + 1) >>> 0;
    while (((this.#low ^ this.#high) & 0xff000000) === 0) {
      this.#put(this.#high >>> 24);
      this.#low = (this.#low << 8) >>> 0;
      this.#high = ((this.#high << 8) | 255) >>> 0;
    }
    return bit;
  }

  /** An equiprobable bit, such as a sign. */
  raw(bit) {
    return this.code(HALF, bit);
  }

  /** All bytes. Zeros at the end are left out: the decoder reads zeros behind the last byte. */
  finish() {
    for (let kept = 1; this.#low > 0 && kept <= 4; kept += 1) {
      const unit = 2 ** (32 - 8 * kept);
      const value = Math.ceil(this.#low / unit) * unit;
      if (value > this.#high) continue;
      for (let k = 0; k < kept; k += 1) this.#put((value >>> (24 - 8 * k)) & 255);
      break;
    }
    let length = this.#length;
    while (length > 0 && this.#bytes[length - 1] === 0) length -= 1;
    return this.#bytes.slice(0, length);
  }

  #put(byte) {
    if (this.#length === this.#bytes.length) {
      const longer = new Uint8Array(2 * this.#length);
      longer.set(this.#bytes);
      this.#bytes = longer;
    }
    this.#bytes[this.#length] = byte;
    this.#length += 1;
  }
}

/** Reads what RangeEncoder wrote, with the same probabilities in the same order. */
export class RangeDecoder {
  decoding = true;
  #low = 0;
  #high = 0xffffffff;
  #value = 0;
  #data;
  #at = 0;

  constructor(data) {
    this.#data = data;
    for (let k = 0; k < 4; k += 1) this.#next();
  }

  /** p1: probability of a 1 in 1/32768. Returns the bit. */
  code(p1) {
    const cut = cutOf(this.#low, this.#high, p1);
    const bit = this.#value <= cut ? 1 : 0;
    if (bit) this.#high = cut;
    else this.#low = (cut + 1) >>> 0;
    while (((this.#low ^ this.#high) & 0xff000000) === 0) {
      this.#low = (this.#low << 8) >>> 0;
      this.#high = ((this.#high << 8) | 255) >>> 0;
      this.#next();
    }
    return bit;
  }

  /** The next equiprobable bit. */
  raw() {
    return this.code(HALF);
  }

  #next() {
    const byte = this.#at < this.#data.length ? this.#data[this.#at] : 0;
    this.#value = ((this.#value << 8) | byte) >>> 0;
    this.#at += 1;
  }
}
