import { FIRST_ANGLE, LAST_ANGLE, MODE_DC, MODE_HORIZONTAL, MODE_PAETH, MODE_PLANAR } from './block-prediction.js';
import { MODE_VERTICAL, predictBlock } from './block-prediction.js';
import { predictFromLuma } from './chroma-from-luma.js';
import { ChoiceSyntax, KindSyntax, ModeSyntax } from './intra-syntax.js';

const LUMA = 0;
const CHROMA = [1, 2];
/** Chroma is predicted from luma, in the mode of luma, or in one of these. */
const FROM_LUMA = 0;
const AS_LUMA = 1;
const CHROMA_MODES = [null, null, MODE_PLANAR, MODE_DC, MODE_VERTICAL, MODE_HORIZONTAL];
/** A block of 8 whose luma is predicted and transformed in quarters of 4. */
const LOG2_QUARTER = 2;
const LOG2_QUARTERED = 3;
const LOG2_LARGEST = 5;
/** How much worse than the first a mode may look to be coded in full. */
const WORTH_TRYING = 1.15;
const WORTH_TRYING_BITS = 4;
/** Other transforms are tried where the DCT comes within this factor of the best so far. */
const WORTH_OTHER_KINDS = 1.05;
/** About how many bits a coefficient of so many steps costs, by 32 times its size. */
const SCREEN_BITS = Float64Array.from({ length: 8192 }, (_, k) => 0.75 * Math.log2(1 + 1.6 * (k / 32) ** 2));

/** First angles of a screening and how far from the best of them it looks, by how many angles the search has. */
const ANGLE_STEPS = { 33: { first: 4, closest: 1 }, 9: { first: 4, closest: 4 }, 0: null };

/** Blocks that are predicted from their own picture: the leaf of a Quadtree, and what InterBlocks falls back on. */
export class IntraBlocks {
  #state;
  #residuals;
  #modeSyntax;
  #kindSyntax;
  #chromaSyntax;
  #predictions = [new Int32Array(1024), new Int32Array(1024), new Int32Array(1024)];

  /** state: a CodingState; residuals: a BlockResiduals. */
  constructor(state, residuals) {
    this.#state = state;
    this.#residuals = residuals;
    this.#modeSyntax = new ModeSyntax(state.models, state.maps);
    this.#kindSyntax = new KindSyntax(state.models);
    this.#chromaSyntax = new ChoiceSyntax(state.models, CHROMA_MODES.length, [3, 49]);
  }

  // --- the stream of one block ---

  /** Writes a block as the maps have it, or reads it and reconstructs it. */
  code(coder, x, y, log2, quartered) {
    if (quartered) forQuarters(x, y, (qx, qy) => this.#codeLuma(coder, qx, qy, LOG2_QUARTER));
    else this.#codeLuma(coder, x, y, log2);
    this.#codeChroma(coder, x, y, log2);
  }

  #codeLuma(coder, x, y, log2) {
    const { maps, levelModels, line } = this.#state;
    const unit = maps.unitAt(x, y);
    this.#modeSyntax.around(unit);
    const mode = this.#modeSyntax.code(coder, log2, maps.mode[unit]);
    const count = levelModels.code(coder, LUMA, x, y, log2, unit, mode);
    const kinds = count > 0 ? this.#kindSyntax.code(coder, log2, mode, maps.kinds[unit]) : 0;
    if (coder.decoding) {
      line.gather(LUMA, x, y, log2);
      predictBlock(line, LUMA, log2, mode, this.#predictions[LUMA]);
      this.#remember(unit, log2, mode, kinds);
      this.#residuals.reconstruct(LUMA, x, y, log2, count, kinds, this.#predictions[LUMA]);
      maps.fill(maps.done, unit, log2, 1);
    }
    maps.setCoded(unit, log2, LUMA, count > 0 ? 1 : 0);
  }

  #codeChroma(coder, x, y, log2) {
    const { maps, levelModels } = this.#state;
    const unit = maps.unitAt(x, y);
    const mode = maps.mode[unit];
    const { across, chroma } = maps;
    const left = unit % across > 0 ? chroma[unit - 1] : 6;
    const above = unit >= across ? chroma[unit - across] : 6;
    const choice = this.#chromaSyntax.code(coder, chroma[unit], log2 - 3, left * 7 + above);
    if (coder.decoding) maps.fill(chroma, unit, log2, choice);
    const modeClass = choice === FROM_LUMA ? MODE_PAETH : (CHROMA_MODES[choice] ?? mode);
    for (const plane of CHROMA) {
      if (coder.decoding) this.#predictChroma(plane, x >> 1, y >> 1, log2 - 1, choice, mode);
      const count = levelModels.code(coder, plane, x >> 1, y >> 1, log2 - 1, unit, modeClass);
      maps.setCoded(unit, log2, plane, count > 0 ? 1 : 0);
      if (coder.decoding) {
        this.#residuals.reconstruct(plane, x >> 1, y >> 1, log2 - 1, count, 0, this.#predictions[plane]);
      }
    }
  }

  #remember(unit, log2, mode, kinds) {
    const { maps } = this.#state;
    maps.fill(maps.mode, unit, log2, mode);
    maps.fill(maps.size, unit, log2, log2);
    maps.fill(maps.kinds, unit, log2, kinds);
  }

  #predictChroma(plane, x, y, log2, choice, lumaMode) {
    const { line, picture } = this.#state;
    const out = this.#predictions[plane];
    line.gather(plane, x, y, log2);
    if (choice === FROM_LUMA) predictFromLuma(line, picture, x, y, log2, out);
    else predictBlock(line, plane, log2, CHROMA_MODES[choice] ?? lumaMode, out);
  }

  // --- the encoder's search ---

  /** Codes a block as well as it can and leaves it in picture and maps. Returns its cost, or one above `limit`. */
  search(x, y, log2, quartered, limit) {
    if (!quartered) return this.#searchLuma(x, y, log2) + this.#searchChroma(x, y, log2);
    let cost = 0;
    forQuarters(x, y, (qx, qy) => {
      if (cost < limit) cost += this.#searchLuma(qx, qy, LOG2_QUARTER);
    });
    return cost < limit ? cost + this.#searchChroma(x, y, log2) : cost;
  }

  /** Whether the quarters of a block that was searched are not worth a search. */
  isSettled(unit, log2) {
    const { maps, options } = this.#state;
    if (log2 === LOG2_QUARTERED && options.smallest > 4) return true;
    return log2 < LOG2_LARGEST && (maps.coded[unit] & 7) === 0;
  }

  /** Predicts luma in a mode, to `out`: for a search that only wants to know whether it is worth while. */
  preview(x, y, log2, mode, out) {
    const { line } = this.#state;
    line.gather(LUMA, x, y, log2);
    predictBlock(line, LUMA, log2, mode, out);
  }

  #searchLuma(x, y, log2) {
    const { maps, steps, line, options } = this.#state;
    const modeSyntax = this.#modeSyntax;
    const prediction = this.#predictions[LUMA];
    const residuals = this.#residuals;
    const unit = maps.unitAt(x, y);
    line.gather(LUMA, x, y, log2);
    modeSyntax.around(unit);
    let best = { cost: Infinity };
    const attempt = (mode, kinds) => {
      const residualCost = residuals.attempt(LUMA, x, y, log2, unit, kinds, prediction, 0);
      const bits = modeSyntax.cost(mode, log2) + (residuals.some ? this.#kindSyntax.cost(log2, kinds) : 0);
      const cost = residualCost + steps.lambda * bits;
      if (cost < best.cost && (residuals.some || kinds === 0)) best = { cost, mode, kinds };
      return cost;
    };
    const otherKinds = options.dst ? this.#kindSyntax.choices(log2) - 1 : 0;
    const likely = this.#screenModes(x, y, log2);
    for (const { mode, bits } of likely.slice(0, options.triedModes)) {
      if (bits > likely[0].bits * WORTH_TRYING + WORTH_TRYING_BITS) break;
      predictBlock(line, LUMA, log2, mode, prediction);
      const cost = attempt(mode, 0);
      if (!residuals.some || cost >= best.cost * WORTH_OTHER_KINDS) continue;
      for (let kinds = otherKinds; kinds > 0; kinds -= 1) attempt(mode, kinds);
    }
    predictBlock(line, LUMA, log2, best.mode, prediction);
    residuals.attempt(LUMA, x, y, log2, unit, best.kinds, prediction, 0);
    this.#remember(unit, log2, best.mode, residuals.some ? best.kinds : 0);
    residuals.keep(LUMA, x, y, log2, unit, best.kinds, prediction);
    maps.fill(maps.done, unit, log2, 1);
    return best.cost;
  }

  /** Modes with what they and their residual cost about, in bits, cheapest first: a coarse set, then the best angles' neighbours. */
  #screenModes(x, y, log2) {
    const { line, options } = this.#state;
    const found = new Map();
    const test = (mode) => {
      if (found.has(mode)) return;
      predictBlock(line, LUMA, log2, mode, this.#predictions[LUMA]);
      found.set(mode, this.#screenBits(x, y, log2) + this.#modeSyntax.cost(mode, log2));
    };
    const isAngle = (mode) => mode >= FIRST_ANGLE && mode <= LAST_ANGLE;
    const sorted = () => [...found].map(([mode, bits]) => ({ mode, bits })).sort((a, b) => a.bits - b.bits);
    for (const mode of [MODE_PLANAR, MODE_DC, MODE_PAETH]) test(mode);
    const steps = ANGLE_STEPS[options.angles];
    if (steps === null) return sorted();
    for (const mode of [this.#modeSyntax.left, this.#modeSyntax.above]) test(mode);
    for (let mode = FIRST_ANGLE; mode <= LAST_ANGLE; mode += steps.first) test(mode);
    for (let beside = steps.first / 2; beside >= steps.closest; beside >>= 1) {
      const angles = sorted().filter(({ mode }) => isAngle(mode));
      for (const { mode } of angles.slice(0, 2)) [mode - beside, mode + beside].filter(isAngle).forEach(test);
    }
    return sorted();
  }

  #screenBits(x, y, log2) {
    const coefficients = this.#residuals.transformed(LUMA, x, y, log2, 0, this.#predictions[LUMA]);
    const scale = (32 * 16) / this.#state.steps.luma;
    let bits = 0;
    for (let k = 0; k < 1 << (2 * log2); k += 1) {
      const size = Math.abs(coefficients[k]) * scale;
      bits += SCREEN_BITS[size < 8191 ? size | 0 : 8191];
    }
    return bits;
  }

  #searchChroma(x, y, log2) {
    const { maps, steps, options } = this.#state;
    const residuals = this.#residuals;
    const unit = maps.unitAt(x, y);
    const mode = maps.mode[unit];
    const attempt = (choice, plane) => {
      this.#predictChroma(plane, x >> 1, y >> 1, log2 - 1, choice, mode);
      return residuals.attempt(plane, x >> 1, y >> 1, log2 - 1, unit, 0, this.#predictions[plane], 0);
    };
    let best = { cost: Infinity };
    for (let choice = options.chromaFromLuma ? FROM_LUMA : AS_LUMA; choice < CHROMA_MODES.length; choice += 1) {
      if (choice > AS_LUMA && CHROMA_MODES[choice] === mode) continue;
      const bits = this.#chromaSyntax.cost(choice, log2 - 3);
      const cost = attempt(choice, CHROMA[0]) + attempt(choice, CHROMA[1]) + steps.lambda * bits;
      if (cost < best.cost) best = { cost, choice };
    }
    maps.fill(maps.chroma, unit, log2, best.choice);
    for (const plane of CHROMA) {
      attempt(best.choice, plane);
      residuals.keep(plane, x >> 1, y >> 1, log2 - 1, unit, 0, this.#predictions[plane]);
    }
    return best.cost;
  }
}

function forQuarters(x, y, visit) {
  const side = 1 << LOG2_QUARTER;
  for (let k = 0; k < 4; k += 1) visit(x + (k & 1) * side, y + (k >> 1) * side);
}
