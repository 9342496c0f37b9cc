import { MODE_DC, MODE_HORIZONTAL, MODE_PLANAR, MODE_VERTICAL } from './block-prediction.js';
import { KindSyntax } from './intra-syntax.js';
import { MotionCandidates } from './motion-candidates.js';
import { MotionChoices } from './motion-choices.js';
import { MotionCompensation } from './motion-compensation.js';
import { MotionSyntax } from './motion-syntax.js';

const LUMA = 0;
const CHROMA = [1, 2];
const LOG2_QUARTERED = 3;
/** Larger blocks are transformed in quarters, and predicted from other pictures only. */
const LOG2_LARGEST_TRANSFORM = 5;
/** Predictions of luma and chroma from other pictures, as the contexts of levels number modes. */
const MODE_CLASSES = [36, 37, 37];
/** How much worse than the first a choice may look to be coded in full. */
const WORTH_TRYING = 1.25;
const WORTH_TRYING_COST = 20;
/** Intra is tried where a quick look finds it within this of the best motion, and skipping is not nearly free. */
const WORTH_INTRA = 1.3;
const WORTH_INTRA_COST = 50;
const CHEAP_SKIP_BITS = 12;
const QUICK_MODES = [MODE_PLANAR, MODE_DC, MODE_VERTICAL, MODE_HORIZONTAL];

/** Blocks of a picture that is predicted from others, or from itself by an IntraBlocks: the leaf of a Quadtree. */
export class InterBlocks {
  #state;
  #residuals;
  #intra;
  #syntax;
  #kindSyntax;
  #candidates;
  #compensation;
  #choices;
  #predictions = [new Int32Array(4096), new Int32Array(1024), new Int32Array(1024)];
  #quarter = new Int32Array(1024);

  /** state: a CodingState; residuals: a BlockResiduals; intra: an IntraBlocks. */
  constructor(state, residuals, intra) {
    const { maps, motion, models, picture } = state;
    this.#state = state;
    this.#residuals = residuals;
    this.#intra = intra;
    this.#syntax = new MotionSyntax(models, maps, motion);
    this.#kindSyntax = new KindSyntax(models);
    this.#candidates = new MotionCandidates(maps, motion, picture.columns[LUMA], picture.rows[LUMA]);
    this.#compensation = new MotionCompensation(this.#candidates);
    this.#choices = new MotionChoices(state, this.#syntax, this.#candidates, this.#compensation);
  }

  /** Begins a picture. time: its number in the order of display; references: ReferencePictures, the likeliest first. */
  begin(time, references) {
    this.#candidates.start(time, references);
  }

  // --- the stream of one block ---

  code(coder, x, y, log2, quartered) {
    const { maps, motion } = this.#state;
    const unit = maps.unitAt(x, y);
    // A block in quarters is predicted from its own picture: nothing is said of it.
    if (quartered) {
      if (coder.decoding) motion.setIntra(unit, log2);
      this.#intra.code(coder, x, y, log2, true);
      return;
    }
    const earlier = this.#candidates.earlierSkipped(x, y, log2);
    const skipped = this.#syntax.codeSkip(coder, unit, log2, earlier);
    if (!skipped && !this.#syntax.codeInter(coder, unit, log2, earlier)) {
      if (coder.decoding) motion.setIntra(unit, log2);
      this.#intra.code(coder, x, y, log2, false);
      return;
    }
    const read = this.#syntax.code(coder, x, y, log2, this.#candidates, skipped);
    if (coder.decoding) {
      motion.setMotion(unit, log2, read, skipped);
      this.#predict(x, y, log2, read);
    }
    if (skipped) this.#skip(coder, x, y, log2);
    else this.#codeResidual(coder, x, y, log2);
    if (coder.decoding) maps.fill(maps.done, unit, log2, 1);
  }

  #skip(coder, x, y, log2) {
    const { maps, levelModels } = this.#state;
    const unit = maps.unitAt(x, y);
    levelModels.forget(unit, log2);
    for (const plane of [LUMA, ...CHROMA]) maps.setCoded(unit, log2, plane, 0);
    if (coder.decoding) this.#writePrediction(x, y, log2);
  }

  #codeResidual(coder, x, y, log2) {
    const { maps, motion, levelModels } = this.#state;
    const unit = maps.unitAt(x, y);
    const split = log2 > LOG2_LARGEST_TRANSFORM ? 1 : this.#syntax.codeSplit(coder, unit, log2, motion.merged[unit]);
    if (coder.decoding) maps.fill(motion.split, unit, log2, split);
    this.#forTransforms(x, y, log2, split, (tx, ty, tlog2, prediction) => {
      const own = maps.unitAt(tx, ty);
      const count = levelModels.code(coder, LUMA, tx, ty, tlog2, own, MODE_CLASSES[LUMA], 1);
      const kinds = count > 0 ? this.#kindSyntax.code(coder, tlog2, MODE_CLASSES[LUMA], maps.kinds[own]) : 0;
      maps.setCoded(own, tlog2, LUMA, count > 0 ? 1 : 0);
      if (!coder.decoding) return;
      maps.fill(maps.kinds, own, tlog2, kinds);
      this.#residuals.reconstruct(LUMA, tx, ty, tlog2, count, kinds, prediction());
    });
    for (const plane of CHROMA) {
      const count = levelModels.code(coder, plane, x >> 1, y >> 1, log2 - 1, unit, MODE_CLASSES[plane], 1);
      maps.setCoded(unit, log2, plane, count > 0 ? 1 : 0);
      if (!coder.decoding) continue;
      this.#residuals.reconstruct(plane, x >> 1, y >> 1, log2 - 1, count, 0, this.#predictions[plane]);
    }
  }

  /** Visits the luma transforms of a block: visit(x, y, log2, prediction), the last a function that cuts it out. */
  #forTransforms(x, y, log2, split, visit) {
    if (!split) {
      visit(x, y, log2, () => this.#predictions[LUMA]);
      return;
    }
    const half = 1 << (log2 - 1);
    for (let k = 0; k < 4; k += 1) {
      const [dx, dy] = [(k & 1) * half, (k >> 1) * half];
      visit(x + dx, y + dy, log2 - 1, () => this.#cut(dx, dy, log2));
    }
  }

  /** A quarter of the luma prediction of a block. */
  #cut(dx, dy, log2) {
    const half = 1 << (log2 - 1);
    const from = this.#predictions[LUMA];
    for (let r = 0, i = 0; r < half; r += 1) {
      const start = ((dy + r) << log2) + dx;
      for (let c = 0; c < half; c += 1, i += 1) this.#quarter[i] = from[start + c];
    }
    return this.#quarter;
  }

  #predict(x, y, log2, motion) {
    this.#compensation.predict(LUMA, x, y, log2, motion, this.#predictions[LUMA]);
    for (const plane of CHROMA) {
      this.#compensation.predict(plane, x >> 1, y >> 1, log2 - 1, motion, this.#predictions[plane]);
    }
  }

  #writePrediction(x, y, log2) {
    this.#forTransforms(x, y, log2, log2 > LOG2_LARGEST_TRANSFORM ? 1 : 0, (tx, ty, tlog2, prediction) =>
      this.#residuals.reconstruct(LUMA, tx, ty, tlog2, 0, 0, prediction()),
    );
    for (const plane of CHROMA) {
      this.#residuals.reconstruct(plane, x >> 1, y >> 1, log2 - 1, 0, 0, this.#predictions[plane]);
    }
  }

  // --- the encoder's search ---

  search(x, y, log2, quartered, limit) {
    const { maps, motion, steps, options } = this.#state;
    const unit = maps.unitAt(x, y);
    if (quartered) {
      motion.setIntra(unit, log2);
      return this.#intra.search(x, y, log2, true, limit);
    }
    const costs = this.#syntax.flagCosts(unit, log2);
    const choices = this.#choices.find(x, y, log2);
    const best = this.#bestMotion(x, y, log2, choices, costs);
    if (options.intraInInter && this.#isIntraWorthwhile(x, y, log2, choices[0], best)) {
      motion.setIntra(unit, log2);
      const cost = this.#intra.search(x, y, log2, false, Infinity) + steps.lambda * costs.intra;
      if (cost < best.cost) return cost;
    }
    this.#apply(x, y, log2, best);
    return best.cost;
  }

  /** Whether the quarters of a block that was searched are not worth a search. */
  isSettled(unit, log2) {
    const { motion, options } = this.#state;
    if (log2 === LOG2_QUARTERED) return motion.inter[unit] === 1 || options.smallest > 4;
    return motion.skipped[unit] === 1 && log2 <= LOG2_LARGEST_TRANSFORM;
  }

  #bestMotion(x, y, log2, choices, costs) {
    const { steps } = this.#state;
    let best = { cost: Infinity };
    const limit = choices[0].cost * WORTH_TRYING + WORTH_TRYING_COST;
    for (const motion of choices) {
      if (motion.cost > limit) continue;
      this.#predict(x, y, log2, motion);
      if (motion.merged) {
        const cost = this.#distortion(x, y, log2) + steps.lambda * (costs.skip + motion.bits);
        if (cost < best.cost) best = { cost, motion, skipped: 1, split: 0 };
      }
      const flags = motion.merged ? costs.merge : costs.own;
      const residual = this.#bestResidual(x, y, log2);
      const cost = residual.cost + steps.lambda * (flags + motion.bits);
      // Merged without a residual is skipped, and is cheaper said so.
      if (cost < best.cost && (residual.some || !motion.merged))
        best = { cost, motion, skipped: 0, split: residual.split };
    }
    return best;
  }

  /** Cost of the residual of the predictions, with the better of the two sizes of transforms: { cost, split, some }. */
  #bestResidual(x, y, log2) {
    const unit = this.#state.maps.unitAt(x, y);
    let best = { cost: Infinity };
    for (const split of this.#splits(log2)) {
      const luma = this.#searchLuma(x, y, log2, split, best.cost, false);
      if (luma.cost < best.cost) best = { ...luma, split };
    }
    let { cost, some } = best;
    for (const plane of CHROMA) {
      const prediction = this.#predictions[plane];
      cost += this.#residuals.attempt(plane, x >> 1, y >> 1, log2 - 1, unit, 0, prediction, 1);
      some ||= this.#residuals.some;
    }
    return { cost, split: best.split, some };
  }

  #splits(log2) {
    if (log2 > LOG2_LARGEST_TRANSFORM) return [1];
    return this.#state.options.transformSplit ? [0, 1] : [0];
  }

  /** Luma in one or four transforms; `keeping` leaves it reconstructed. Returns { cost, some }; stops above `limit`. */
  #searchLuma(x, y, log2, split, limit, keeping) {
    const { maps, steps } = this.#state;
    const residuals = this.#residuals;
    let cost = log2 > LOG2_LARGEST_TRANSFORM ? 0 : steps.lambda * this.#syntax.splitCost(split, log2);
    let some = false;
    this.#forTransforms(x, y, log2, split, (tx, ty, tlog2, prediction) => {
      if (cost >= limit) return;
      const own = maps.unitAt(tx, ty);
      const cut = prediction();
      const best = this.#bestKinds(tx, ty, tlog2, own, cut);
      cost += best.cost;
      some ||= best.some;
      maps.setCoded(own, tlog2, LUMA, best.some ? 1 : 0);
      if (!keeping) return;
      residuals.attempt(LUMA, tx, ty, tlog2, own, best.kinds, cut, 1);
      residuals.keep(LUMA, tx, ty, tlog2, own, best.kinds, cut);
      maps.fill(maps.kinds, own, tlog2, best.kinds);
    });
    return { cost, some };
  }

  #bestKinds(x, y, log2, unit, prediction) {
    const { steps, options } = this.#state;
    const residuals = this.#residuals;
    let cost = residuals.attempt(LUMA, x, y, log2, unit, 0, prediction, 1);
    if (!residuals.some) return { cost, kinds: 0, some: false };
    cost += steps.lambda * this.#kindSyntax.cost(log2, 0);
    let best = { cost, kinds: 0, some: true };
    const others = options.dst ? this.#kindSyntax.choices(log2) : 0;
    for (let kinds = 1; kinds < others; kinds += 1) {
      const other = residuals.attempt(LUMA, x, y, log2, unit, kinds, prediction, 1);
      const total = other + steps.lambda * this.#kindSyntax.cost(log2, kinds);
      if (residuals.some && total < best.cost) best = { cost: total, kinds, some: true };
    }
    return best;
  }

  /** Leaves a block as it was found best, in picture and maps. */
  #apply(x, y, log2, { motion, skipped, split }) {
    const { maps, motion: motions } = this.#state;
    const unit = maps.unitAt(x, y);
    this.#predict(x, y, log2, motion);
    motions.setMotion(unit, log2, motion, skipped);
    if (skipped) {
      for (const plane of [LUMA, ...CHROMA]) maps.setCoded(unit, log2, plane, 0);
      this.#writePrediction(x, y, log2);
    } else {
      maps.fill(motions.split, unit, log2, split);
      this.#searchLuma(x, y, log2, split, Infinity, true);
      for (const plane of CHROMA) {
        const prediction = this.#predictions[plane];
        this.#residuals.attempt(plane, x >> 1, y >> 1, log2 - 1, unit, 0, prediction, 1);
        this.#residuals.keep(plane, x >> 1, y >> 1, log2 - 1, unit, 0, prediction);
      }
    }
    maps.fill(maps.done, unit, log2, 1);
  }

  #isIntraWorthwhile(x, y, log2, likeliest, best) {
    const { steps } = this.#state;
    if (log2 > LOG2_LARGEST_TRANSFORM) return false;
    if (best.skipped === 1 && best.cost < steps.lambda * CHEAP_SKIP_BITS) return false;
    const quick = QUICK_MODES.map((mode) => {
      this.#intra.preview(x, y, log2, mode, this.#predictions[LUMA]);
      return this.#choices.costOf(this.#predictions[LUMA], log2);
    });
    return Math.min(...quick) < likeliest.cost * WORTH_INTRA + WORTH_INTRA_COST;
  }

  /** Squared error of the predictions, chroma by its weight. */
  #distortion(x, y, log2) {
    const { source, steps } = this.#state;
    const of = (plane, shift) => {
      const prediction = this.#predictions[plane];
      const [columns, samples] = [source.columns[plane], source.planes[plane]];
      const side = (1 << log2) >> shift;
      let sum = 0;
      for (let r = 0, i = 0; r < side; r += 1) {
        const start = ((y >> shift) + r) * columns + (x >> shift);
        for (let c = 0; c < side; c += 1, i += 1) sum += (samples[start + c] - prediction[i]) ** 2;
      }
      return sum;
    };
    return of(LUMA, 0) + steps.chromaWeight * (of(CHROMA[0], 1) + of(CHROMA[1], 1));
  }
}
