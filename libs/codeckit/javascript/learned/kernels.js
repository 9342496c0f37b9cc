/* global WebAssembly -- every engine that runs candidates has it */
import { MODULE } from './module.js';

/**
 * Kernels for networks of a few hundred weights that a codec trains on its own clip: WebAssembly with SIMD, several times as
 * fast as plain JavaScript. WebAssembly fixes every operation, so that a decoder may use them: the same bytes give the same
 * samples on any machine.
 */
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PAGE = 65536;
const FLOAT = 4;
/** Addresses are multiples of this. */
const ALIGN = 64;

function bytesOfBase64(text) {
  const digits = [...text].map((digit) => DIGITS.indexOf(digit)).filter((value) => value >= 0);
  const bytes = new Uint8Array(Math.floor((digits.length * 6) / 8));
  for (let k = 0; k < bytes.length; k += 1) {
    const at = Math.floor((k * 4) / 3);
    const shift = 2 * (k % 3) + 2;
    bytes[k] = (digits[at] << shift) | (digits[at + 1] >> (6 - shift));
  }
  return bytes;
}

let compiled;

/**
 * The kernels with a memory of their own. `run` has them by name: upsample, upsample_back, pointwise, pointwise_back, filter3,
 * filter3_gate, filter3_back, laplace, soft_round, hard_round, repeat, repeat_back, scale, add_scaled, squared_error, adam,
 * sum_lanes, and coder_start, coder_value, coder_plane, coder_finish, coder_misses; learned/*.c says what each takes. They take
 * addresses in bytes, as allocate returns them.
 */
export class LearnedKernels {
  #memory;
  #next;

  constructor() {
    compiled ??= new WebAssembly.Module(bytesOfBase64(MODULE));
    const { memory, __heap_base: base, ...run } = new WebAssembly.Instance(compiled).exports;
    this.run = run;
    this.#memory = memory;
    this.#next = base.value;
  }

  /** Address of room for count values of 4 bytes, zero. What is allocated stays until the kernels are dropped. */
  allocate(count) {
    const address = Math.ceil(this.#next / ALIGN) * ALIGN;
    this.#next = address + count * FLOAT;
    const missing = this.#next - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
    return address;
  }

  /** A Float32Array over the memory. It is good until the next allocate. */
  floats(address, count) {
    return new Float32Array(this.#memory.buffer, address, count);
  }

  /** An Int32Array over the memory, likewise. */
  integers(address, count) {
    return new Int32Array(this.#memory.buffer, address, count);
  }

  /** A Uint8Array over the memory, likewise. */
  bytes(address, count) {
    return new Uint8Array(this.#memory.buffer, address, count);
  }

  /** Address of a copy of whole numbers, such as a list of addresses. */
  list(values) {
    const address = this.allocate(values.length);
    this.integers(address, values.length).set(values);
    return address;
  }
}
