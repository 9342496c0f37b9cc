import { CHROMA_LEVELS, LUMA_LEVELS } from './latent-planes.js';

/** Cubic interpolation (a = -0.75) at a quarter of a sample. */
export const CUBIC_TAPS = [-0.03515625, 0.26171875, 0.87890625, -0.10546875];
const FLOAT = 4;
const LANES = 4;

/**
 * From latents to a picture: each level of latents is brought to full size, a pointwise network and two small filters make
 * luma of them, and another network, at half size, makes both chroma planes of all of them.
 */
export class Synthesis {
  #kernels;
  #planes;
  #shape;

  /** weights: address of the networks' weights. */
  constructor(kernels, planes, shape, weights) {
    this.#kernels = kernels;
    this.#planes = planes;
    this.#shape = shape;
    this.weights = weights;
    const { levels } = planes;
    const make = (count) => kernels.allocate(count);
    const stack = () => ({
      luma: levels.map(({ size }, level) => make(size * (LUMA_LEVELS - level))),
      chroma: levels.map(({ size }, level) => (level === 0 ? 0 : make(size * (LUMA_LEVELS - level)))),
    });
    const features = shape.options.features;
    const pictures = () => ({
      mixed: make(levels[0].size * features),
      filtered: make(levels[0].size * features),
      luma: make(levels[0].size),
      chroma: make(2 * levels[1].size),
    });
    this.values = { ...stack(), out: pictures() };
    this.gradients = { ...stack(), out: pictures() };
    this.taps = make(LANES);
    kernels.floats(this.taps, LANES).set(CUBIC_TAPS);
    this.scratch = make(3 * (levels[0].stride + 32));
    this.inputs = [this.values, this.gradients].map((side) => ({
      luma: kernels.list(this.#stackOf(side.luma[0], LUMA_LEVELS, 0)),
      chroma: kernels.list([
        ...this.#stackOf(side.luma[1], LUMA_LEVELS - 1, 1),
        ...this.#stackOf(side.chroma[1], CHROMA_LEVELS, 1),
      ]),
    }));
  }

  #stackOf(base, count, level) {
    const { size, origin } = this.#planes.levels[level];
    return Array.from({ length: count }, (_, k) => base + FLOAT * (k * size + origin));
  }

  #group(name) {
    return this.weights + FLOAT * this.#shape.groups[name].offset;
  }

  /** Calls visit(level, own plane, address of the stack there, that of the coarser stack) for both pyramids, coarse to fine. */
  #forEachStack(visit) {
    for (let level = LUMA_LEVELS - 1; level >= 0; level -= 1)
      for (const [kind, shift] of level === 0
        ? [['luma', 0]]
        : [
            ['luma', 0],
            ['chroma', LUMA_LEVELS - 1],
          ])
        visit(level, this.#planes.planes[level + shift], kind);
  }

  /** Makes the picture of the latents at this address: values.out. */
  forward(latents) {
    const { run } = this.#kernels;
    const { levels } = this.#planes;
    this.#forEachStack((level, plane, kind) => {
      const own = this.values[kind][level];
      run.scale(latents + FLOAT * plane.offset, own, plane.size, plane.step);
      this.#forEachRaised(level, kind, this.values, (from, to) => {
        const [low, high] = [levels[level + 1], levels[level]];
        run.upsample(
          from,
          low.stride,
          low.width,
          low.height,
          to,
          high.stride,
          high.width,
          high.height,
          this.taps,
          this.scratch + 32,
        );
      });
    });
    this.#luma(levels[0]);
    this.#chroma(levels[1]);
  }

  /** Planes of a level that come from the coarser one: visit(address there, address here) of samples (0, 0). */
  #forEachRaised(level, kind, side, visit) {
    if (level === LUMA_LEVELS - 1) return;
    const [low, high] = [this.#planes.levels[level + 1], this.#planes.levels[level]];
    for (let k = 1; k < LUMA_LEVELS - level; k += 1)
      visit(
        side[kind][level + 1] + FLOAT * ((k - 1) * low.size + low.origin),
        side[kind][level] + FLOAT * (k * high.size + high.origin),
      );
  }

  #luma({ size, origin, stride, width, height }) {
    const { run } = this.#kernels;
    const { lumaHidden, features } = this.#shape.options;
    const out = this.values.out;
    const at = FLOAT * origin;
    run.pointwise(
      this.inputs[0].luma,
      LUMA_LEVELS,
      lumaHidden,
      features,
      out.mixed + at,
      size,
      stride,
      width,
      height,
      this.#group('luma1'),
    );
    run.filter3(
      out.mixed + at,
      size,
      features,
      out.filtered + at,
      size,
      features,
      stride,
      width,
      height,
      this.#group('filterBias'),
      1,
      0,
    );
    run.filter3(
      out.filtered + at,
      size,
      features,
      out.luma + at,
      size,
      1,
      stride,
      width,
      height,
      this.#group('lastBias'),
      0,
      out.mixed + at,
    );
  }

  #chroma({ size, origin, stride, width, height }) {
    const { chromaHidden } = this.#shape.options;
    const inputs = CHROMA_LEVELS + LUMA_LEVELS - 1;
    this.#kernels.run.pointwise(
      this.inputs[0].chroma,
      inputs,
      chromaHidden,
      2,
      this.values.out.chroma + FLOAT * origin,
      size,
      stride,
      width,
      height,
      this.#group('chroma1'),
    );
  }

  /** Squared differences to a target of planes Y, U, V at these addresses, { luma, sum }; sets the gradients of the picture. */
  error(target, chromaWeight) {
    const { run } = this.#kernels;
    const [{ origin, ...full }, half] = this.#planes.levels;
    const [value, gradient] = [this.values.out, this.gradients.out];
    const at = FLOAT * origin;
    const luma = run.squared_error(
      value.luma + at,
      target[0] + at,
      gradient.luma + at,
      full.stride,
      full.width,
      full.height,
      1,
    );
    let sum = luma;
    for (const k of [0, 1]) {
      const shift = FLOAT * (k * half.size + half.origin);
      const to = target[1 + k] + FLOAT * half.origin;
      sum +=
        chromaWeight *
        run.squared_error(
          value.chroma + shift,
          to,
          gradient.chroma + shift,
          half.stride,
          half.width,
          half.height,
          chromaWeight,
        );
    }
    return { luma, sum };
  }

  /** From the gradients of the picture to those of the latents (added) and of the weights (`sums`, four lanes each, added). */
  backward(latentGradients, sums) {
    const { levels } = this.#planes;
    this.#lumaBack(levels[0], sums);
    this.#chromaBack(levels[1], sums);
    this.#raiseBack(latentGradients);
  }

  #lumaBack({ size, origin, stride, width, height }, sums) {
    const { run, floats } = { run: this.#kernels.run, floats: (from, count) => this.#kernels.floats(from, count) };
    const { lumaHidden, features } = this.#shape.options;
    const [value, gradient] = [this.values.out, this.gradients.out];
    const at = FLOAT * origin;
    const of = (name) => sums + LANES * FLOAT * this.#shape.groups[name].offset;
    floats(gradient.mixed, size * features).fill(0);
    floats(gradient.filtered, size * features).fill(0);
    floats(gradient.mixed, size).set(floats(gradient.luma, size));
    run.filter3_back(
      value.filtered + at,
      gradient.filtered + at,
      size,
      features,
      gradient.luma + at,
      size,
      1,
      stride,
      width,
      height,
      this.#group('lastBias'),
      of('lastBias'),
    );
    run.filter3_gate(gradient.filtered + at, value.filtered + at, size, features, stride, width, height);
    run.filter3_back(
      value.mixed + at,
      gradient.mixed + at,
      size,
      features,
      gradient.filtered + at,
      size,
      features,
      stride,
      width,
      height,
      this.#group('filterBias'),
      of('filterBias'),
    );
    run.pointwise_back(
      this.inputs[0].luma,
      this.inputs[1].luma,
      LUMA_LEVELS,
      lumaHidden,
      features,
      gradient.mixed + at,
      size,
      stride,
      width,
      height,
      this.#group('luma1'),
      of('luma1'),
    );
  }

  #chromaBack({ size, origin, stride, width, height }, sums) {
    const { chromaHidden } = this.#shape.options;
    const inputs = CHROMA_LEVELS + LUMA_LEVELS - 1;
    const own = sums + LANES * FLOAT * this.#shape.groups.chroma1.offset;
    this.#kernels.run.pointwise_back(
      this.inputs[0].chroma,
      this.inputs[1].chroma,
      inputs,
      chromaHidden,
      2,
      this.gradients.out.chroma + FLOAT * origin,
      size,
      stride,
      width,
      height,
      this.#group('chroma1'),
      own,
    );
  }

  /** Level 0 of luma and level 1 of both have their gradients; the coarser ones start from those that pass down to them. */
  #raiseBack(latentGradients) {
    const { run } = this.#kernels;
    const { levels } = this.#planes;
    for (let level = 0; level < LUMA_LEVELS; level += 1)
      for (const kind of level === 0 ? ['luma'] : ['luma', 'chroma']) {
        const plane = this.#planes.planes[level + (kind === 'luma' ? 0 : LUMA_LEVELS - 1)];
        this.#clearCoarser(level, kind);
        run.add_scaled(this.gradients[kind][level], latentGradients + FLOAT * plane.offset, plane.size, plane.step);
        this.#forEachRaised(level, kind, this.gradients, (to, from) => {
          const [low, high] = [levels[level + 1], levels[level]];
          run.upsample_back(
            to,
            low.stride,
            low.width,
            low.height,
            from,
            high.stride,
            high.height,
            this.taps,
            this.scratch,
          );
        });
      }
  }

  /** The chroma network sets the gradients of level 1: those that luma adds there come on top. */
  #clearCoarser(level, kind) {
    if (level === LUMA_LEVELS - 1 || (level === 0 && kind === 'luma')) return;
    const { size } = this.#planes.levels[level + 1];
    this.#kernels.floats(this.gradients[kind][level + 1], size * (LUMA_LEVELS - level - 1)).fill(0);
  }
}
