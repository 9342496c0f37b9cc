import { exponential } from '../exact.js';
import { LearnedKernels } from './kernels.js';
import { laplaceTables, WINDOWS } from './laplace-tables.js';
import { LatentPlanes, PLANES } from './latent-planes.js';
import { LatentCoder } from './overfitted-entropy.js';
import { NetworkShape, OVERFITTED_OPTIONS, PARTS } from './overfitted-network.js';
import { Synthesis } from './overfitted-synthesis.js';
import { OverfittedTraining } from './overfitted-training.js';

/** The overfitted codec, both sides: examples/codecs/overfitted_intra.js and overfitted_group.js set it up. */
const FLOAT = 4;
const LN_2 = 0.6931471805599453;
/** Weights are written in steps of 1/2^bits, this many values each way. */
const WEIGHT_WINDOW = 128;
const GREY = 128;
const DEFAULTS = { seed: 1, report: () => undefined, chromaWeight: 1.5 };
const HEADER = Math.ceil(PLANES / 2) + 2 * PARTS.length;

/** Quantiser step of a quality of 1 … 100: as of a QP of 53.5 … 10. */
export const overfittedStep = (quality) => exponential((LN_2 * (49.94 - 0.44 * quality)) / 6);

/**
 * A codec that is trained on the pictures it codes (in the manner of COOL-CHIC): a pyramid of latents, a synthesis network of a
 * few hundred weights and an entropy model of as many, all in the bitstream; nothing is learned before. A group of pictures
 * shares the networks. Pictures are i420 with even sides.
 */
export class OverfittedCodec {
  #kernels = new LearnedKernels();
  #planes;
  #shape;
  #coder;
  #synthesis;
  #weights;
  #latents;
  #stream;
  #capacity;
  #tables;
  #training;

  /** options: what differs from OVERFITTED_OPTIONS; the same on both sides. */
  constructor(width, height, options = {}) {
    const kernels = this.#kernels;
    this.width = width;
    this.height = height;
    this.#planes = new LatentPlanes(width, height);
    this.#shape = new NetworkShape({ ...OVERFITTED_OPTIONS, ...options });
    this.#weights = kernels.allocate(this.#shape.count + FLOAT);
    this.#latents = kernels.allocate(this.#planes.size);
    this.#synthesis = new Synthesis(kernels, this.#planes, this.#shape, this.#weights);
    this.#coder = new LatentCoder(kernels, this.#planes, this.#shape);
    const tables = laplaceTables();
    this.#tables = kernels.list(tables);
    this.#capacity = width * height * 2 + 65536;
    this.#stream = kernels.allocate(Math.ceil(this.#capacity / FLOAT));
  }

  /**
   * Codes a group of pictures (Uint8Arrays in i420). settings: { step, iterations, seed, report, chromaWeight }. step: of
   * overfittedStep; iterations: in all, each on one picture, the more the fewer bits; seed: of the noise; report({ step, of,
   * loss, bpp, psnr }) is called a few times; chromaWeight: what an error of chroma counts beside one of luma. The next group
   * starts from the networks of this one.
   */
  encode(pictures, settings) {
    const { step, iterations, seed, report, chromaWeight } = { ...DEFAULTS, ...settings };
    this.#training ??= new OverfittedTraining({
      kernels: this.#kernels,
      planes: this.#planes,
      shape: this.#shape,
      synthesis: this.#synthesis,
      rounded: this.#latents,
    });
    const { parts, latents } = this.#training.train(pictures, { step, iterations, seed, report, chromaWeight });
    const windows = new Array(PLANES).fill(0);
    for (;;) {
      const misses = this.#write(
        parts,
        latents,
        windows.map((at) => WINDOWS[at]),
      );
      misses.forEach((count, plane) => (windows[plane] += count > 0 ? 1 : 0));
      if (misses.every((count) => count === 0)) break;
      if (windows.some((at) => at >= WINDOWS.length))
        throw new RangeError('a latent is too far from its mean to be written');
    }
    const length = this.#kernels.run.coder_finish();
    let kept = length;
    const coded = this.#kernels.bytes(this.#stream, length);
    while (kept > 1 && coded[kept - 1] === 0) kept -= 1;
    const bytes = new Uint8Array(HEADER + kept - 1);
    const nibbles = [...windows, 0];
    for (let k = 0; k < PLANES; k += 2) bytes[k >> 1] = nibbles[k] | (nibbles[k + 1] << 4);
    parts.forEach(({ bits, scale }, k) => {
      bytes[HEADER - 2 * PARTS.length + 2 * k] = bits;
      bytes[HEADER - 2 * PARTS.length + 2 * k + 1] = scale;
    });
    bytes.set(coded.subarray(1, kept), HEADER);
    return bytes;
  }

  #write(parts, latents, windows) {
    const { run } = this.#kernels;
    run.coder_start(this.#stream, this.#capacity, 0, this.#tables);
    for (const { values, scale } of parts) for (const value of values) run.coder_value(scale, WEIGHT_WINDOW, 0, value);
    this.#setCoder(parts);
    const misses = new Array(PLANES).fill(0);
    for (const address of latents) {
      this.#coder.fromPlanes(address);
      this.#coder.code(windows).forEach((count, plane) => (misses[plane] += count));
    }
    return misses;
  }

  #setCoder(parts) {
    const [{ values, bits }] = parts;
    this.#coder.setWeights(values, bits);
  }

  /** The pictures of a stream as Uint8Arrays in i420. settings: { step, count }, count: how many pictures it holds. */
  decode(bytes, settings) {
    const { step, count } = settings;
    const { run } = this.#kernels;
    const windows = Array.from({ length: PLANES }, (_, k) => WINDOWS[((bytes[k >> 1] ?? 0) >> (4 * (k & 1))) & 7] ?? 0);
    const coded = bytes.subarray(HEADER);
    if (coded.length > this.#capacity) throw new RangeError(`a stream of ${bytes.length} bytes is too long`);
    this.#kernels.bytes(this.#stream, coded.length).set(coded);
    run.coder_start(this.#stream, coded.length, 1, this.#tables);
    const parts = this.#shape.parts.map((places, k) => {
      const at = HEADER - 2 * PARTS.length + 2 * k;
      const [bits, scale] = [Math.min(bytes[at] ?? 0, 15), Math.min(bytes[at + 1] ?? 0, 68)];
      return { bits, values: places.map(() => run.coder_value(scale, WEIGHT_WINDOW, 0, 0)) };
    });
    this.#setCoder(parts);
    const weights = this.#kernels.floats(this.#weights, this.#shape.count);
    parts.forEach(({ bits, values }, k) =>
      values.forEach((value, n) => (weights[this.#shape.parts[k][n]] = value / 2 ** bits)),
    );
    return Array.from({ length: count }, () => this.#picture(windows, step));
  }

  #picture(windows, step) {
    this.#coder.code(windows);
    this.#coder.toPlanes(this.#latents);
    this.#synthesis.forward(this.#latents);
    const picture = new Uint8Array((this.width * this.height * 3) / 2);
    const [full, half] = this.#planes.levels;
    const out = this.#synthesis.values.out;
    let at = 0;
    for (const [address, level] of [
      [out.luma, full],
      [out.chroma, half],
      [out.chroma + FLOAT * half.size, half],
    ]) {
      const samples = this.#kernels.floats(address, level.size);
      for (let y = 0; y < level.height; y += 1)
        for (let x = 0; x < level.width; x += 1) {
          const value = samples[level.origin + y * level.stride + x] * step + GREY;
          picture[at] = Math.min(255, Math.max(0, Math.floor(value + 0.5)));
          at += 1;
        }
    }
    return picture;
  }
}
