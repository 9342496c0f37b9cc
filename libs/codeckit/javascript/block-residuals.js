import { forwardBlock } from './block-transforms.js';
import { reconstructBlock, subtractPrediction } from './residual.js';

const AREA = 1 << 10;
const LUMA = 0;

/** Residuals of blocks: what an encoder tries of them, and how both sides add them to a prediction. */
export class BlockResiduals {
  /** Of the last call of `attempt`: whether any level is not zero. */
  some = false;
  #state;
  #residual = new Int32Array(AREA);
  #coefficients = new Float64Array(AREA);

  /** state: a CodingState. */
  constructor(state) {
    this.#state = state;
  }

  /**
   * Chooses the levels of the block of 2^log2 samples at (x, y) of a plane and leaves them in the state. unit: its first unit;
   * kinds: of transforms; prediction: row by row; inter: 1 when it comes from other pictures. Returns squared error + lambda * bits.
   */
  attempt(plane, x, y, log2, unit, kinds, prediction, inter) {
    const { source, steps, chooser, levels } = this.#state;
    const columns = source.columns[plane];
    const start = y * columns + x;
    const [step, weight] = plane === LUMA ? [steps.luma, 1] : [steps.chroma, steps.chromaWeight];
    const coefficients = this.transformed(plane, x, y, log2, kinds, prediction);
    const lambda = steps.lambda / weight;
    this.some = chooser.choose(coefficients, plane, log2, unit, step, lambda, levels[plane], start, columns, inter);
    return chooser.distortion * weight + steps.lambda * chooser.bits;
  }

  /** Coefficients of source minus prediction; they are overwritten by the next call. */
  transformed(plane, x, y, log2, kinds, prediction) {
    const { source } = this.#state;
    const columns = source.columns[plane];
    subtractPrediction(source.planes[plane], y * columns + x, columns, log2, prediction, this.#residual);
    forwardBlock(log2, kinds, this.#residual, this.#coefficients);
    return this.#coefficients;
  }

  /** Reconstructs the block that was attempted last, and notes whether it has levels. */
  keep(plane, x, y, log2, unit, kinds, prediction) {
    this.reconstruct(plane, x, y, log2, this.some ? 1 << (2 * log2) : 0, kinds, prediction);
    this.#state.maps.setCoded(unit, plane === LUMA ? log2 : log2 + 1, plane, this.some ? 1 : 0);
  }

  /** Writes prediction plus residual into the picture; `count` levels, in scan order, may differ from zero. */
  reconstruct(plane, x, y, log2, count, kinds, prediction) {
    const { picture, levels, steps } = this.#state;
    const columns = picture.columns[plane];
    const step = plane === LUMA ? steps.luma : steps.chroma;
    const start = y * columns + x;
    reconstructBlock(picture.planes[plane], start, columns, log2, prediction, levels[plane], count, kinds, step);
  }
}
