import { PLANES } from './latent-planes.js';
import { CONTEXT_COLUMNS, CONTEXT_ROWS, OTHER_CONTEXTS } from './overfitted-network.js';

const FLOAT = 4;
const LANES = 4;
const REACHES = [0, 2];

/** The entropy model in training: what the latents cost, and the gradients of it. */
export class EntropyModel {
  #kernels;
  #planes;
  #shape;
  #repeated;
  #repeatedGradient;
  #calls;

  /** latents, gradients: addresses of the rounded latents of a picture and of the loss's gradients by them. */
  constructor(kernels, planes, shape, { weights, latents, gradients }) {
    this.#kernels = kernels;
    this.#planes = planes;
    this.#shape = shape;
    const most = planes.levels[0].size;
    this.#repeated = kernels.allocate(most);
    this.#repeatedGradient = kernels.allocate(most);
    this.weights = weights;
    this.latents = latents;
    this.gradients = gradients;
    this.#calls = planes.planes.map((plane) => this.#contextsOf(plane));
  }

  /** Addresses of each context's sample for latent (0, 0), and of its gradient's; 0 where it has none. */
  #contextsOf(plane) {
    const { contexts } = this.#shape.options;
    const place = plane.offset + plane.origin;
    const own = CONTEXT_ROWS.slice(0, contexts).map((row, k) => place + row * plane.stride + CONTEXT_COLUMNS[k]);
    const above = REACHES.flatMap((row) => REACHES.map((column) => plane.origin + row * plane.stride + column));
    const values = [...own.map((at) => this.latents + FLOAT * at), ...above.map((at) => this.#repeated + FLOAT * at)];
    const slopes = [
      ...own.map((at) => this.gradients + FLOAT * at),
      ...above.map((at) => this.#repeatedGradient + FLOAT * at),
    ];
    const beside = this.#planes.beside(plane);
    if (beside !== undefined) {
      const at = FLOAT * (beside.offset + beside.origin);
      values[contexts + OTHER_CONTEXTS - 1] = this.latents + at;
      slopes[contexts + OTHER_CONTEXTS - 1] = this.gradients + at;
    }
    return { values: this.#kernels.list(values), slopes: this.#kernels.list(slopes), place };
  }

  /** Bits of all latents. With sums (four lanes a weight) also adds lambda times the gradients to `gradients` and to them. */
  bits(lambda, sums = 0) {
    return this.#planes.planes.reduce((bits, plane) => bits + this.#planeBits(plane, lambda, sums), 0);
  }

  #planeBits(plane, lambda, sums) {
    const { run } = this.#kernels;
    const { contexts, hidden } = this.#shape.options;
    const { stride, width, height, origin } = plane;
    const above = this.#planes.above(plane);
    const at = FLOAT * origin;
    const from = above && FLOAT * (above.offset + above.origin);
    this.#kernels.floats(this.#repeated, plane.size).fill(0);
    if (sums) this.#kernels.floats(this.#repeatedGradient, plane.size).fill(0);
    if (above) run.repeat(this.latents + from, above.stride, this.#repeated + at, stride, width, height);
    const { values, slopes, place } = this.#calls[plane.index];
    const biases = this.#shape.groups.planeBiases.offset + 2 * plane.index;
    const bits = run.laplace(
      this.latents + FLOAT * place,
      this.gradients + FLOAT * place,
      values,
      slopes,
      contexts + OTHER_CONTEXTS,
      hidden,
      stride,
      width,
      height,
      this.weights + FLOAT * this.#shape.groups.entropy.offset,
      this.weights + FLOAT * biases,
      sums && sums + LANES * FLOAT * this.#shape.groups.entropy.offset,
      sums && sums + LANES * FLOAT * biases,
      lambda,
    );
    if (sums && above)
      run.repeat_back(this.gradients + from, above.stride, this.#repeatedGradient + at, stride, width, height);
    return bits;
  }
}

/** The entropy model in whole numbers, and the coder: writes and reads the latents of pictures. */
export class LatentCoder {
  #kernels;
  #planes;
  #shape;

  constructor(kernels, planes, shape) {
    this.#kernels = kernels;
    this.#planes = planes;
    this.#shape = shape;
    const { contexts } = shape.options;
    this.rows = kernels.list(CONTEXT_ROWS.slice(0, contexts));
    this.columns = kernels.list(CONTEXT_COLUMNS.slice(0, contexts));
    let count = 0;
    this.starts = planes.planes.map(({ width, height }) => {
      count += width * height;
      return count - width * height;
    });
    this.count = count;
    this.latents = kernels.allocate(count);
    this.weights = kernels.allocate(shape.entropy + 2 * PLANES);
  }

  /** weights: whole numbers in 1/2^bits, the entropy model's and the planes' biases. */
  setWeights(weights, bits) {
    this.bits = bits;
    this.#kernels.integers(this.weights, weights.length).set(weights);
  }

  /** Codes the picture whose whole latents are in `latents`, plane by plane without borders; returns misses by plane. */
  code(windows) {
    const { run } = this.#kernels;
    const { contexts, hidden } = this.#shape.options;
    const misses = new Array(PLANES).fill(0);
    for (const plane of this.#planes.order) {
      const { index, width, height } = plane;
      const own = this.latents + FLOAT * this.starts[index];
      const values = this.#kernels.integers(own, width * height);
      const window = windows[index];
      if (window === 0) {
        misses[index] = values.some((value) => value !== 0) ? 1 : 0;
        values.fill(0);
        continue;
      }
      const above = this.#planes.above(plane);
      const beside = this.#planes.beside(plane);
      run.coder_plane(
        own,
        width,
        height,
        this.rows,
        this.columns,
        contexts,
        above === undefined ? 0 : this.latents + FLOAT * this.starts[above.index],
        above?.width ?? 0,
        beside === undefined ? 0 : this.latents + FLOAT * this.starts[beside.index],
        hidden,
        this.weights,
        this.weights + FLOAT * (this.#shape.entropy + 2 * index),
        this.bits,
        window,
      );
      misses[index] = run.coder_misses();
    }
    return misses;
  }

  /** Latents with borders, as the synthesis takes them, from those of the coder. */
  toPlanes(address) {
    this.#forEachRow((own, bordered) => bordered.set(own), address);
  }

  /** The other way round. */
  fromPlanes(address) {
    this.#forEachRow((own, bordered) => own.set(bordered), address);
  }

  #forEachRow(visit, address) {
    for (const { index, offset, origin, stride, width, height } of this.#planes.planes) {
      const own = this.#kernels.integers(this.latents + FLOAT * this.starts[index], width * height);
      const bordered = this.#kernels.floats(address + FLOAT * (offset + origin), stride * height);
      for (let y = 0; y < height; y += 1)
        visit(own.subarray(y * width, (y + 1) * width), bordered.subarray(y * stride, y * stride + width));
    }
  }
}
