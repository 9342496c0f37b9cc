import type { Values } from './gene-table.ts';
import { lines } from './lines.ts';

/** What the encoder alone does: the search of one block. All methods of one class. */
export const intraSearch = (genes: Values): string =>
  [leaf(genes), searchLuma(genes), screenModes(genes), SCREEN_BITS, SEARCH_CHROMA, tryBlock(genes), KEEP].join('\n\n');

const leaf = ({ quarters }: Values): string =>
  quarters === true
    ? `  // --- the encoder's search of one block ---

  search(x, y, log2, quartered, limit) {
    if (!quartered) return this.searchLuma(x, y, log2) + this.searchChroma(x, y, log2);
    let cost = 0;
    this.forQuarters(x, y, (qx, qy) => {
      if (cost < limit) cost += this.searchLuma(qx, qy, LOG2_QUARTER);
    });
    return cost < limit ? cost + this.searchChroma(x, y, log2) : cost;
  }`
    : `  // --- the encoder's search of one block ---

  search(x, y, log2, quartered) {
    return quartered ? Infinity : this.searchLuma(x, y, log2) + this.searchChroma(x, y, log2);
  }`;

const searchLuma = ({ kinds }: Values): string =>
  lines(
    `  /** Finds mode and transforms of a luma block and leaves it reconstructed. Returns its cost. */
  searchLuma(x, y, log2) {
    const { maps, modeSyntax, kindSyntax, steps } = this;
    const unit = maps.unitAt(x, y);
    this.line.gather(LUMA, x, y, log2);
    modeSyntax.around(unit);
    const likely = this.screenModes(x, y, log2);
    let best = { cost: Infinity };
    const attempt = (mode, kinds) => {
      const residualCost = this.tryBlock(LUMA, x, y, log2, unit, kinds);
      const bits = modeSyntax.cost(mode, log2) + (this.some ? kindSyntax.cost(log2, kinds) : 0);
      const cost = residualCost + steps.lambda * bits;
      if (cost < best.cost && (this.some || kinds === 0)) best = { cost, mode, kinds };
      return cost;
    };
    for (const { mode, bits } of likely.slice(0, TRIED_MODES)) {
      if (bits > likely[0].bits * WORTH_TRYING + WORTH_TRYING_BITS) break;
      predictBlock(this.line, LUMA, log2, mode, this.predictions[LUMA]);`,
    kinds === 'DCT'
      ? '      attempt(mode, 0);'
      : `      const cost = attempt(mode, 0);
      if (!this.some || cost >= best.cost * WORTH_OTHER_KINDS) continue;
      for (let kinds = kindSyntax.choices(log2) - 1; kinds > 0; kinds -= 1) attempt(mode, kinds);`,
    `    }
    predictBlock(this.line, LUMA, log2, best.mode, this.predictions[LUMA]);
    this.tryBlock(LUMA, x, y, log2, unit, best.kinds);
    this.rememberLuma(unit, log2, best.mode, this.some ? best.kinds : 0);
    this.keep(LUMA, x, y, log2, unit, best.kinds);
    maps.fill(maps.done, unit, log2, 1);
    return best.cost;
  }`,
  );

const screenModes = ({ modes }: Values): string =>
  lines(
    '  /** Modes with what they and their residual cost about, in bits, cheapest first. */',
    `  screenModes(x, y, log2) {
    const found = new Map();
    const test = (mode) => {
      if (found.has(mode)) return;
      predictBlock(this.line, LUMA, log2, mode, this.predictions[LUMA]);
      found.set(mode, this.screenBits(x, y, log2) + this.modeSyntax.cost(mode, log2));
    };
    const sorted = () => [...found].map(([mode, bits]) => ({ mode, bits })).sort((a, b) => a.bits - b.bits);
    for (const mode of [MODE_PLANAR, MODE_DC${modes === 'planar and DC' ? '' : ', MODE_PAETH'}, this.modeSyntax.left, this.modeSyntax.above]) test(mode);`,
    String(modes).endsWith('angles') &&
      '    for (let mode = FIRST_ANGLE; mode <= LAST_ANGLE; mode += ANGLE_STEP) test(mode);',
    modes === '33 angles' &&
      `    // Then the neighbours of the two best angles, two and one away.
    const isAngle = (mode) => mode >= FIRST_ANGLE && mode <= LAST_ANGLE;
    for (let beside = ANGLE_STEP / 2; beside > 0; beside >>= 1) {
      const angles = sorted().filter(({ mode }) => isAngle(mode));
      for (const { mode } of angles.slice(0, 2)) [mode - beside, mode + beside].filter(isAngle).forEach(test);
    }`,
    `    return sorted();
  }`,
  );

const SCREEN_BITS = `  screenBits(x, y, log2) {
    const { coefficients, residual } = this;
    const columns = this.source.columns[LUMA];
    subtractPrediction(this.source.planes[LUMA], y * columns + x, columns, log2, this.predictions[LUMA], residual);
    forwardBlock(log2, 0, residual, coefficients);
    const scale = (32 * 16) / this.steps.luma;
    let bits = 0;
    for (let k = 0; k < 1 << (2 * log2); k += 1) {
      const size = Math.abs(coefficients[k]) * scale;
      bits += SCREEN_BITS[size < 8191 ? size | 0 : 8191];
    }
    return bits;
  }`;

const SEARCH_CHROMA = `  searchChroma(x, y, log2) {
    const { maps, chromaSyntax, steps } = this;
    const unit = maps.unitAt(x, y);
    const mode = maps.mode[unit];
    const attempt = (choice, plane) => {
      this.predictChroma(plane, x >> 1, y >> 1, log2 - 1, choice, mode);
      return this.tryBlock(plane, x >> 1, y >> 1, log2 - 1, unit, 0);
    };
    let best = { cost: Infinity };
    for (const choice of TRIED_CHROMA) {
      if (choice > AS_LUMA && CHROMA_MODES[choice] === mode) continue;
      const cost = attempt(choice, BLUE) + attempt(choice, RED) + steps.lambda * chromaSyntax.cost(choice, log2 - 3);
      if (cost < best.cost) best = { cost, choice };
    }
    maps.fill(maps.chroma, unit, log2, best.choice);
    for (const plane of CHROMA) {
      attempt(best.choice, plane);
      this.keep(plane, x >> 1, y >> 1, log2 - 1, unit, 0);
    }
    return best.cost;
  }`;

const TRY_BLOCK = `  /** Codes a block's residual with the prediction as it is; leaves the levels, and whether there are \`some\`. Returns the cost. */
  tryBlock(plane, x, y, log2, unit, kinds) {
    const { coefficients, residual, steps } = this;
    const columns = this.source.columns[plane];
    const start = y * columns + x;
    const [step, weight] = plane === LUMA ? [steps.luma, 1] : [steps.chroma, steps.chromaWeight];
    subtractPrediction(this.source.planes[plane], start, columns, log2, this.predictions[plane], residual);
    forwardBlock(log2, kinds, residual, coefficients);
    const levels = this.levels[plane];`;

const tryBlock = ({ levels }: Values): string =>
  levels === 'by cost'
    ? `${TRY_BLOCK}
    const { chooser } = this;
    const lambda = (steps.lambda * LEVEL_LAMBDA) / weight;
    this.some = chooser.choose(coefficients, plane, log2, unit, step, lambda, levels, start, columns);
    return chooser.distortion * weight + steps.lambda * chooser.bits;
  }`
    : `${TRY_BLOCK}
    const size = 1 << log2;
    let [error, bits] = [0, 1];
    for (let k = 0; k < size * size; k += 1) {
      const exact = (Math.abs(coefficients[k]) * 16) / step;
      const level = Math.floor(exact + ROUNDING);
      levels[start + (k >> log2) * columns + (k & (size - 1))] = coefficients[k] < 0 ? -level : level;
      error += (exact - level) ** 2;
      // About what a level costs by its size.
      if (level > 0) bits += 4 + 2 * Math.log2(level);
    }
    this.some = bits > 1;
    return error * (step / 16) ** 2 * weight + steps.lambda * bits;
  }`;

const KEEP = `  /** Reconstructs the block that was tried last. */
  keep(plane, x, y, log2, unit, kinds) {
    this.reconstruct(plane, x, y, log2, this.some ? 1 << (2 * log2) : 0, kinds);
    this.maps.setCoded(unit, plane === LUMA ? log2 : log2 + 1, plane, this.some ? 1 : 0);
  }`;
