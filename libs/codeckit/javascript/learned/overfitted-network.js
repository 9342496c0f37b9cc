import { CHROMA_LEVELS, LUMA_LEVELS, PLANES } from './latent-planes.js';

/**
 * What an overfitted codec may set. hidden: units of the entropy model's two layers; contexts: latents before the one that is
 * coded, on its plane (2 to 12); lumaHidden, features: of the luma synthesis; chromaHidden: of the chroma synthesis.
 */
export const OVERFITTED_OPTIONS = { hidden: 8, contexts: 4, lumaHidden: 8, features: 1, chromaHidden: 8 };

/** Least and most of each option: the kernels hold no more than 32 units. */
const BOUNDS = { hidden: [1, 32], contexts: [2, 12], lumaHidden: [1, 32], features: [1, 16], chromaHidden: [1, 32] };

/** @throws RangeError naming an option that is unknown or out of bounds */
function checkOptions(options) {
  for (const [name, value] of Object.entries(options)) {
    const bounds = BOUNDS[name];
    if (bounds === undefined)
      throw new RangeError(`OverfittedCodec: no option ${name}; there are ${Object.keys(BOUNDS).join(', ')}`);
    const [least, most] = bounds;
    if (!Number.isInteger(value) || value < least || value > most)
      throw new RangeError(`OverfittedCodec: ${name} is ${value}; allowed are whole numbers from ${least} to ${most}`);
  }
}

/** Contexts on the plane itself, nearest first. */
export const CONTEXT_ROWS = [0, -1, -1, -1, 0, -2, -1, -1, -2, -2, 0, -3];
export const CONTEXT_COLUMNS = [-1, 0, -1, 1, -2, 0, -2, 2, -1, 1, -3, 0];
/** Contexts from the coarser plane; of chroma the last is the luma plane at the same place. */
export const OTHER_CONTEXTS = 4;
const CHROMA_INPUTS = CHROMA_LEVELS + LUMA_LEVELS - 1;

/** Names and lengths of the groups of weights, in the order of the kernels' layouts. */
function groupsOf({ hidden, contexts, lumaHidden, features, chromaHidden }) {
  const all = contexts + OTHER_CONTEXTS;
  return [
    ['entropy', 'entropy', hidden * all + hidden + hidden * hidden + hidden + 2 * hidden + 2 * all],
    ['planeBiases', 'entropy', 2 * PLANES],
    ['luma1', 'luma', lumaHidden * LUMA_LEVELS],
    ['lumaBias1', 'lumaBias', lumaHidden],
    ['luma2', 'luma', features * lumaHidden],
    ['lumaBias2', 'lumaBias', features],
    ['lumaSkip', 'luma', features * LUMA_LEVELS],
    ['filterBias', 'lumaBias', features],
    ['filter', 'luma', features * features * 9],
    ['lastBias', 'lumaBias', 1],
    ['last', 'luma', features * 9],
    ['chroma1', 'chroma', chromaHidden * CHROMA_INPUTS],
    ['chromaBias1', 'chromaBias', chromaHidden],
    ['chroma2', 'chroma', 2 * chromaHidden],
    ['chromaBias2', 'chromaBias', 2],
    ['chromaSkip', 'chroma', 2 * CHROMA_INPUTS],
  ];
}

/** Parts of the weights with a step of their own in the stream. */
export const PARTS = ['entropy', 'luma', 'lumaBias', 'chroma', 'chromaBias'];

/** Where each weight of the networks is: in a block of floats, and in the parts of the stream. */
export class NetworkShape {
  constructor(options) {
    checkOptions(options);
    this.options = options;
    this.groups = {};
    const parts = PARTS.map(() => []);
    let offset = 0;
    for (const [name, part, length] of groupsOf(options)) {
      this.groups[name] = { offset, length };
      for (let k = 0; k < length; k += 1) parts[PARTS.indexOf(part)].push(offset + k);
      offset += length;
    }
    /** Positions of each part's weights. */
    this.parts = parts;
    /** Weights of all networks. */
    this.count = offset;
    /** Length of the entropy model's weights without the planes' biases. */
    this.entropy = this.groups.entropy.length;
  }
}

/** Uniform numbers of 0 ≤ x < 1, the same for the same seed. */
export function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Of unit variance: the sum of twelve uniform numbers, near enough to a bell. */
const spread = (random) => {
  let sum = -6;
  for (let k = 0; k < 12; k += 1) sum += random();
  return sum;
};

/**
 * Weights of a codec that works before any training: luma is the sum of its levels, chroma their sum along `axis`, [u, v].
 * means: of the planes Y, U and V, in the units of the networks.
 */
export function startingWeights(shape, { axis, means, random }) {
  const { hidden, contexts, lumaHidden, features } = shape.options;
  const weights = new Float32Array(shape.count);
  const part = (name) => weights.subarray(shape.groups[name].offset).subarray(0, shape.groups[name].length);
  const draw = (values, size) => values.forEach((_, k) => (values[k] = size * spread(random)));
  const entropy = part('entropy');
  const all = contexts + OTHER_CONTEXTS;
  draw(entropy.subarray(0, hidden * all), 0.5 / Math.sqrt(all));
  draw(entropy.subarray(hidden * all + hidden).subarray(0, hidden * hidden), 1 / Math.sqrt(hidden));
  for (let plane = 0; plane < PLANES; plane += 1)
    part('planeBiases')[2 * plane + 1] = 1 - 0.45 * (plane < LUMA_LEVELS ? plane : plane - LUMA_LEVELS);
  draw(part('luma1'), 1 / Math.sqrt(LUMA_LEVELS));
  draw(part('luma2').subarray(lumaHidden), 0.3 / Math.sqrt(lumaHidden));
  draw(part('lumaSkip'), 0.3);
  part('lumaSkip').fill(1, 0, LUMA_LEVELS);
  draw(part('filter'), 1 / Math.sqrt(features * 9));
  draw(part('chroma1'), 1 / Math.sqrt(CHROMA_INPUTS));
  for (const [row, share] of axis.entries()) {
    const skip = part('chromaSkip').subarray(row * CHROMA_INPUTS, (row + 1) * CHROMA_INPUTS);
    skip.fill(share, LUMA_LEVELS - 1);
    part('chromaBias2')[row] = means[1 + row];
  }
  part('lumaBias2')[0] = means[0];
  return weights;
}
