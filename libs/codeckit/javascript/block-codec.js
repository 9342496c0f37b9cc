import { AdaptiveFilter } from './adaptive-filter.js';
import { BlockResiduals } from './block-residuals.js';
import { codecOptions } from './codec-options.js';
import { CodingState } from './coding-state.js';
import { deblock } from './deblocking.js';
import { InterBlocks } from './inter-blocks.js';
import { IntraBlocks } from './intra-blocks.js';
import { Quadtree } from './quadtree.js';
import { ReferencePicture } from './reference-picture.js';

const LOG2_LARGEST = 6;
const LOG2_LARGEST_INTRA = 5;
const [INTRA, INTER] = [0, 1];

/**
 * One side of a codec of quadtrees of blocks, predicted from their own picture or from others: its encoder searches, its
 * decoder repeats, picture by picture. The caller owns the coder, the models' starting states, and which pictures refer to which.
 */
export class BlockCodec {
  #state;
  #intra;
  #inter;
  #tree;
  #filter;

  /** options: what differs from CODEC_OPTIONS. */
  constructor(width, height, options = {}) {
    const state = new CodingState(width, height, codecOptions(options));
    const residuals = new BlockResiduals(state);
    const { models, maps, picture } = state;
    this.#state = state;
    this.#intra = new IntraBlocks(state, residuals);
    this.#inter = new InterBlocks(state, residuals, this.#intra);
    const shape = { log2Largest: LOG2_LARGEST, kinds: 2 };
    this.#tree = new Quadtree(models, maps, state.snapshots(), picture.columns[0], picture.rows[0], this.#intra, shape);
    this.#filter = new AdaptiveFilter(models, picture, maps);
  }

  /** Begins a stream, or a part of one that must decode alone: the models know what `states` say. */
  start(states = '') {
    this.#state.models.start(states);
  }

  /** What the models have learnt, as a text for `start`. */
  states() {
    return this.#state.models.save();
  }

  /** Takes in the picture to encode next, as i420 bytes. */
  load(data) {
    this.#state.source.load(data);
  }

  /** The last picture as its decoder has it, as i420 bytes. */
  bytes() {
    return this.#state.picture.bytes();
  }

  /**
   * Writes the picture that was loaded, or reads one. plan: { time, intra, offset, layer } (see picture-order); references:
   * ReferencePictures, the likeliest first, unless it is intra. Returns a ReferencePicture for others.
   */
  code(coder, quality, plan, references = []) {
    const { motion, options, picture, maps } = this.#state;
    this.#state.begin(quality, plan.offset);
    this.#tree.leaf = plan.intra ? this.#intra : this.#inter;
    this.#tree.kind = plan.intra ? INTRA : INTER;
    this.#tree.log2Largest = Math.min(plan.intra ? LOG2_LARGEST_INTRA : LOG2_LARGEST, Math.log2(options.largest));
    this.#inter.begin(plan.time, references);
    this.#tree.forEachRoot((x, y, log2) => {
      if (!coder.decoding) this.#tree.search(x, y, log2, this.#state.steps.lambda);
      this.#tree.code(coder, x, y, log2);
    });
    if (options.deblocking) deblock(picture, maps, this.#state.steps, motion);
    if (options.filter) this.#filter.run(coder, this.#state.steps, this.#state.source);
    const distances = references.map((reference) => plan.time - reference.time);
    return new ReferencePicture(picture, {
      time: plan.time,
      layer: plan.layer,
      motion: plan.intra ? null : motion.snapshot(distances),
    });
  }
}
