import { exponential } from '../exact.js';
import { EntropyModel } from './overfitted-entropy.js';
import { randomNumbers, startingWeights } from './overfitted-network.js';
import { chromaAxis, meanOf, pyramidLatents } from './overfitted-start.js';
import { roundWeights } from './overfitted-weights.js';

const FLOAT = 4;
const LANES = 4;
const GREY = 128;
/** The loss is the squared error in steps plus this much a bit. */
export const LAMBDA = 0.1155;
/** From this share of the iterations on the latents keep their rounded values, and only the networks are trained. */
const FREEZE = 0.85;
/** Shares after which the loss of the rounded latents is measured, and the best kept. */
const CHECKS = [0, 0.25, 0.5, 0.7];
/** At this one, a group that is no better than at its start is started anew. */
const STUCK = 0.25;
const RATES = { latents: 0.15, weights: 0.02 };
/** Of soft rounding, from the start to where the latents freeze. */
const TEMPERATURES = [0.3, 0.12];
const NOISES = [1, 0.6];
const BETAS = [0.9, 0.999];
const LOG2_E = 1.4427;
/** Iterations after which it is seen anew what each part of the weights costs. */
const PRIOR_EVERY = 50;
const LEAST_WEIGHT = 0.02;
/** Reports of progress in a group. */
const REPORTS = 8;
const PEAK = 255;
/** What is left of the learning rates at the end. */
const LAST = 0.02;
const NOTHING = 1e-12;

const between = (share, [from, to]) => from + (to - from) * share;
/** 1 / (1 - beta^step), by products alone: a power may differ from one engine to the next. */
function correction(beta, step) {
  let power = beta;
  for (let k = 1; k < step && power > NOTHING; k += 1) power *= beta;
  return 1 / (1 - power);
}
/** Falls from 1 to LAST, smoothly at both ends. */
const decayOf = (share) => (1 - share * share * (3 - 2 * share)) * (1 - LAST) + LAST;

/** Trains networks and latents on groups of pictures, by Adam, for a number of iterations. */
export class OverfittedTraining {
  #kernels;
  #planes;
  #shape;
  #synthesis;
  #rounded;
  #entropy;
  #padded;
  #pictures = [];
  #isTrained = false;

  /** rounded: address of the latents of one picture, as the synthesis takes them. */
  constructor({ kernels, planes, shape, synthesis, rounded }) {
    this.#kernels = kernels;
    this.#planes = planes;
    this.#shape = shape;
    this.#synthesis = synthesis;
    this.#rounded = rounded;
    this.#padded = Math.ceil(shape.count / LANES) * LANES;
    const make = (count) => kernels.allocate(count);
    this.slopes = make(planes.size);
    this.gradients = make(planes.size);
    this.sums = make(LANES * this.#padded);
    this.weightGradients = make(this.#padded);
    this.momenta = [make(this.#padded), make(this.#padded)];
    const places = { weights: synthesis.weights, latents: rounded, gradients: this.gradients };
    this.#entropy = new EntropyModel(kernels, planes, shape, places);
  }

  /** The rounded weights by part, with their steps and scales, and the addresses of the pictures' whole latents. */
  train(pictures, settings) {
    this.settings = settings;
    this.group = pictures.map((picture, index) => this.#load(picture, index));
    this.#start(settings.seed);
    this.#loop();
    const judge = () => this.loss();
    const weights = this.weights();
    const parts = roundWeights(this.#shape, weights, { judge, lambda: LAMBDA, refresh: () => this.weights() });
    return { parts, latents: this.group.map(({ latents }) => latents) };
  }

  weights() {
    return this.#kernels.floats(this.#synthesis.weights, this.#shape.count);
  }

  /** Memory of one picture of a group: latents, the best so far, momenta and target; and its samples in steps. */
  #load(picture, index) {
    const { levels, size } = this.#planes;
    const make = (count) => this.#kernels.allocate(count);
    this.#pictures[index] ??= {
      latents: make(size),
      best: make(size),
      momenta: [make(size), make(size)],
      target: [0, 1, 1].map((level) => make(levels[level].size)),
    };
    const memory = this.#pictures[index];
    let at = 0;
    const samples = memory.target.map((address, k) => {
      const { width, height, stride, origin, size: length } = levels[k === 0 ? 0 : 1];
      const target = this.#kernels.floats(address, length);
      const plane = new Float32Array(width * height);
      for (let y = 0; y < height; y += 1)
        for (let x = 0; x < width; x += 1, at += 1) {
          plane[y * width + x] = (picture[at] - GREY) / this.settings.step;
          target[origin + y * stride + x] = plane[y * width + x];
        }
      return plane;
    });
    return { ...memory, samples, steps: 0 };
  }

  /** Latents of a pyramid, and the weights of the group before or, for the first, those of a codec that sums the levels. */
  #start(seed) {
    const planes = this.group.map(({ samples }) => samples);
    const { axis, means } = chromaAxis(planes);
    const grey = meanOf(planes.map(([luma]) => luma));
    if (!this.#isTrained) {
      const start = { axis, means: [grey, ...means], random: randomNumbers(seed) };
      this.weights().set(startingWeights(this.#shape, start));
    }
    this.#isTrained = true;
    for (const address of this.momenta) this.#kernels.floats(address, this.#padded).fill(0);
    const [full, half] = this.#planes.levels;
    const stepsOf = (isLuma) => this.#planes.planes.filter((plane) => plane.isLuma === isLuma).map(({ step }) => step);
    for (const picture of this.group) {
      const [y, u, v] = picture.samples;
      const joint = u.map((value, k) => (value - means[0]) * axis[0] + (v[k] - means[1]) * axis[1]);
      const luma = pyramidLatents({ ...full, data: y.map((value) => value - grey) }, stepsOf(true));
      const chroma = pyramidLatents({ ...half, data: joint }, stepsOf(false));
      [...luma, ...chroma].forEach((values, index) => this.#setPlane(picture.latents, index, values));
      for (const address of picture.momenta) this.#kernels.floats(address, this.#planes.size).fill(0);
      picture.steps = 0;
    }
  }

  #setPlane(latents, index, values) {
    const { offset, size, origin, stride, width, height } = this.#planes.planes[index];
    const plane = this.#kernels.floats(latents + FLOAT * offset, size);
    for (let y = 0; y < height; y += 1) plane.set(values.subarray(y * width, (y + 1) * width), origin + y * stride);
  }

  #loop() {
    const { iterations, seed } = this.settings;
    const random = randomNumbers(seed + 1);
    const at = (share) => Math.floor(share * iterations);
    const checks = CHECKS.map(at);
    let [first, isFrozen] = [Infinity, false];
    this.best = { loss: Infinity, weights: null };
    for (let k = 0; k < iterations; k += 1) {
      if (checks.includes(k)) {
        const loss = this.#check();
        if (k === 0) first = loss;
        if (k > 0 && k === at(STUCK) && loss >= first) this.#restart(seed);
      }
      if (k === at(FREEZE)) {
        this.#freeze();
        isFrozen = true;
      }
      const picture = this.group[k % this.group.length];
      const noise = Math.floor(random() * 2 ** 32);
      if (isFrozen) this.#round(picture);
      else this.#soften(picture, k / at(FREEZE), noise);
      const loss = this.#iterate(picture, k, isFrozen);
      if ((k + 1) % Math.ceil(iterations / REPORTS) === 0 || k + 1 === iterations) this.#report(k + 1, loss);
    }
    this.#freeze();
  }

  #restart(seed) {
    this.#isTrained = false;
    this.#start(seed + 1000);
  }

  #report(done, { error, bits }) {
    const { step, iterations, report } = this.settings;
    const [{ width, height }] = this.#planes.levels;
    const samples = width * height;
    report({
      step: done,
      of: iterations,
      loss: error + LAMBDA * bits,
      bpp: bits / samples,
      psnr: 10 * Math.log10((PEAK * PEAK * samples) / (this.lumaError * step * step)),
    });
  }

  /** Sums over the group: the loss with the latents rounded; the least so far is kept. */
  #check() {
    const loss = this.loss();
    if (loss < this.best.loss) {
      this.best = { loss, weights: this.weights().slice() };
      for (const { latents, best } of this.group)
        this.#kernels.floats(best, this.#planes.size).set(this.#kernels.floats(latents, this.#planes.size));
    }
    return loss;
  }

  /** Goes back to the best that there was, and rounds its latents for good. */
  #freeze() {
    this.#check();
    this.weights().set(this.best.weights);
    for (const { latents, best } of this.group) this.#hardRound(best, latents);
  }

  #hardRound(from, to) {
    for (const { offset, origin, stride, width, height } of this.#planes.planes) {
      const at = FLOAT * (offset + origin);
      this.#kernels.run.hard_round(from + at, to + at, stride, width, height);
    }
  }

  #round({ latents }) {
    this.#hardRound(latents, this.#rounded);
  }

  #soften({ latents }, share, seed) {
    const temperature = between(share, TEMPERATURES);
    const e = exponential(1 / temperature);
    const norm = (0.5 * (e + 1)) / (e - 1);
    for (const { offset, origin, stride, width, height } of this.#planes.planes) {
      const at = FLOAT * (offset + origin);
      this.#kernels.run.soft_round(
        latents + at,
        this.#rounded + at,
        this.slopes + at,
        stride,
        width,
        height,
        2 / temperature,
        norm,
        between(share, NOISES),
        seed + offset,
      );
    }
  }

  /** The loss of the whole group with rounded latents. */
  loss() {
    return this.group.reduce((sum, picture) => {
      this.#round(picture);
      this.#synthesis.forward(this.#rounded);
      const error = this.#synthesis.error(picture.target, this.settings.chromaWeight).sum;
      return sum + error + LAMBDA * this.#entropy.bits(LAMBDA);
    }, 0);
  }

  #iterate(picture, k, isFrozen) {
    const { run } = this.#kernels;
    const { size } = this.#planes;
    const share = k / this.settings.iterations;
    const decay = decayOf(share);
    this.#kernels.floats(this.gradients, size).fill(0);
    this.#kernels.floats(this.sums, LANES * this.#padded).fill(0);
    this.#kernels.floats(this.weightGradients, this.#padded).fill(0);
    this.#synthesis.forward(this.#rounded);
    const { sum: error, luma } = this.#synthesis.error(picture.target, this.settings.chromaWeight);
    this.lumaError = luma;
    this.#synthesis.backward(this.gradients, this.sums);
    const bits = this.#entropy.bits(LAMBDA, this.sums);
    run.sum_lanes(this.sums, this.weightGradients, this.#shape.count);
    this.#addPrior(k);
    const [first, second] = BETAS;
    if (!isFrozen) {
      picture.steps += 1;
      const [c1, c2] = [correction(first, picture.steps), correction(second, picture.steps)];
      const rate = RATES.latents * decay;
      run.adam(picture.latents, ...picture.momenta, this.gradients, this.slopes, size, rate, c1, c2);
    }
    const [c1, c2] = [correction(first, k + 1), correction(second, k + 1)];
    const rate = RATES.weights * decay;
    run.adam(this.#synthesis.weights, ...this.momenta, this.weightGradients, 0, this.#padded, rate, c1, c2);
    return { error, bits };
  }

  /** The gradient of what the weights cost: of a Laplace distribution for each part, whose size is seen anew now and then. */
  #addPrior(k) {
    const weights = this.weights();
    if (k % PRIOR_EVERY === 0)
      this.prior = this.#shape.parts.map((places) => {
        const mean = places.reduce((sum, place) => sum + Math.abs(weights[place]), 0) / places.length;
        return (LAMBDA * LOG2_E) / Math.max(mean, LEAST_WEIGHT);
      });
    const gradients = this.#kernels.floats(this.weightGradients, this.#shape.count);
    this.#shape.parts.forEach((places, part) => {
      for (const place of places) gradients[place] += this.prior[part] * Math.sign(weights[place]);
    });
  }
}
