import { leb128Decode, leb128Encode } from './bits.js';

/**
 * Interleaved adaptive binary rANS (Duda, arXiv:1311.2540; Giesen, arXiv:1402.3392); the same streams as codeckit.rans.
 * Decision k belongs to state k mod lanes; probabilities of a 1 are 15 bits, states 32 bits, words 16 bits.
 */
export const PROBABILITY_ONE = 1 << 15;
/** Probabilities given to the coders lie in PROBABILITY_MIN .. PROBABILITY_ONE - PROBABILITY_MIN. */
export const PROBABILITY_MIN = 16;
const LOW = 1 << 16;

/** Coder that only adds up the ideal cost in `bits`. */
export class BitCounter {
  decoding = false;
  bits = 0;

  code(p1, bit) {
    this.bits -= Math.log2((bit ? p1 : PROBABILITY_ONE - p1) / PROBABILITY_ONE);
    return bit;
  }

  raw(bit) {
    this.bits += 1;
    return bit;
  }
}

/** Collects decisions; `finish` writes them, backwards as rANS must. */
export class RansEncoder {
  decoding = false;
  #decisions = [];
  #raw = [];

  /** p1: probability of a 1 in 1/32768; bit: 0 or 1. Returns bit. */
  code(p1, bit) {
    this.#decisions.push(bit ? p1 : p1 - PROBABILITY_ONE);
    return bit;
  }

  /** An equiprobable bit (a sign), read back only after all decisions. */
  raw(bit) {
    this.#raw.push(bit);
    return bit;
  }

  /** All decisions as bytes. lanes: states side by side, two bytes each. */
  finish(lanes = 1) {
    const states = new Float64Array(lanes).fill(LOW);
    const head = Math.min(16 * lanes, this.#raw.length);
    for (let k = 0; k < head; k += 1) states[k >> 4] += this.#raw[k] * 2 ** (15 - (k & 15));
    const words = [];
    const count = this.#decisions.length;
    for (let from = Math.floor((count - 1) / lanes) * lanes; from >= 0; from -= lanes) {
      this.#encodeRound(states, from, Math.min(lanes, count - from), words);
    }
    return assemble(lanes, states, words.reverse(), this.#raw.slice(head));
  }

  /** One decision of every state; the words of a round come out in the order of the states. */
  #encodeRound(states, from, count, words) {
    const out = [];
    for (let lane = 0; lane < count; lane += 1) {
      const decision = this.#decisions[from + lane];
      const [frequency, base] = decision > 0 ? [decision, 0] : [-decision, PROBABILITY_ONE + decision];
      let x = states[lane];
      if (x >= frequency * 2 ** 17) {
        out.push(x % LOW);
        x = Math.floor(x / LOW);
      }
      const quotient = Math.floor(x / frequency);
      states[lane] = quotient * PROBABILITY_ONE + (x - quotient * frequency) + base;
    }
    words.push(...out.reverse());
  }
}

function assemble(lanes, states, words, raw) {
  const head = leb128Encode([lanes]);
  const out = new Uint8Array(head.length + 4 * lanes + 2 * words.length + Math.ceil(raw.length / 8));
  const view = new DataView(out.buffer);
  out.set(head);
  states.forEach((x, lane) => view.setUint32(head.length + 4 * lane, x, true));
  const start = head.length + 4 * lanes;
  words.forEach((word, k) => view.setUint16(start + 2 * k, word, true));
  raw.forEach((bit, k) => (out[start + 2 * words.length + (k >> 3)] |= bit << (7 - (k & 7))));
  return out;
}

/** Reads what RansEncoder wrote, with the same probabilities in the same order. */
export class RansDecoder {
  decoding = true;
  #data;
  #view;
  #states;
  #lane = 0;
  #at;
  #rawAt = 0;

  constructor(data) {
    const { values, offset } = leb128Decode(data);
    const lanes = values[0];
    if (lanes < 1 || lanes > 4096 || offset + 4 * lanes > data.length) {
      throw new RangeError(`RansDecoder: ${data.length} bytes cannot hold ${lanes} states`);
    }
    this.#data = data;
    this.#view = new DataView(data.buffer, data.byteOffset, data.length);
    this.#states = Float64Array.from({ length: lanes }, (_, k) => this.#view.getUint32(offset + 4 * k, true));
    this.#at = offset + 4 * lanes;
  }

  /** p1: probability of a 1 in 1/32768. Returns the bit. */
  code(p1) {
    const x = this.#states[this.#lane];
    const low = x % PROBABILITY_ONE;
    const high = (x - low) / PROBABILITY_ONE;
    const bit = low < p1 ? 1 : 0;
    let next = bit ? p1 * high + low : (PROBABILITY_ONE - p1) * high + low - p1;
    if (next < LOW) {
      if (this.#at + 2 > this.#data.length) throw new RangeError('RansDecoder: the stream ends early');
      next = next * LOW + this.#view.getUint16(this.#at, true);
      this.#at += 2;
    }
    this.#states[this.#lane] = next;
    this.#lane = (this.#lane + 1) % this.#states.length;
    return bit;
  }

  /** The next equiprobable bit; call only after the last code(). */
  raw() {
    const k = this.#rawAt;
    this.#rawAt += 1;
    if (k < 16 * this.#states.length) return ((this.#states[k >> 4] - LOW) >> (15 - (k & 15))) & 1;
    const rest = k - 16 * this.#states.length;
    const byte = this.#data[this.#at + (rest >> 3)];
    if (byte === undefined) throw new RangeError('RansDecoder.raw: no bits are left');
    return (byte >> (7 - (rest & 7))) & 1;
  }
}
