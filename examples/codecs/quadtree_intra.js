/**
 * Intra codec with fewer bits than all-intra x265: a quadtree of blocks chosen by full rate-distortion search, 36 predictions,
 * chroma from luma, DCT or DST for each direction, levels chosen by what they cost, mixed adaptive contexts with trained
 * starting states, deblocking and a filter learnt for each picture. All of the tools are codeckit's; here is how they fit.
 * Each packet starts from the same states, so each decodes alone.
 */
import { AdaptiveFilter, BlockMaps, ChoiceSyntax, deblock, forwardBlock, INTRA_STATES, KindSyntax } from 'codeckit';
import { LevelChooser, LevelModels, MixedModels, ModeSyntax, Picture, predictBlock, predictFromLuma } from 'codeckit';
import { Quadtree, RangeDecoder, RangeEncoder, reconstructBlock, ReferenceLine, Snapshots } from 'codeckit';
import { FIRST_ANGLE, LAST_ANGLE, MODE_DC, MODE_HORIZONTAL, MODE_PAETH, MODE_PLANAR, MODE_VERTICAL } from 'codeckit';
import { stepsOfQuality, subtractPrediction } from 'codeckit';

const COLOR = 'i420';
const [LUMA, BLUE, RED] = [0, 1, 2];
const CHROMA = [BLUE, RED];

/** Chroma is predicted from luma, in the mode of luma, or in one of these. */
const FROM_LUMA = 0;
const AS_LUMA = 1;
const CHROMA_MODES = [null, null, MODE_PLANAR, MODE_DC, MODE_VERTICAL, MODE_HORIZONTAL];
/** A block of 8 whose luma is predicted and transformed in quarters of 4. */
const LOG2_QUARTER = 2;
/** Modes that are coded in full to choose among them, and how much worse than the first they may look before. */
const TRIED_MODES = 3;
const WORTH_TRYING = 1.15;
const WORTH_TRYING_BITS = 4;
/** Other transforms are tried where the DCT comes within this factor of the best so far. */
const WORTH_OTHER_KINDS = 1.05;
/** First angles of the screening: every fourth; then two and one beside the best. */
const ANGLE_STEP = 4;

/** About how many bits a coefficient of so many steps costs, by 32 times its size. */
const SCREEN_BITS = Float64Array.from({ length: 8192 }, (_, k) => 0.75 * Math.log2(1 + 1.6 * (k / 32) ** 2));

/** One side's state: encoder and decoder hold the same maps and models, and only the encoder searches. */
class IntraCodec {
  constructor(width, height) {
    this.source = new Picture(width, height);
    this.picture = new Picture(width, height);
    const { columns, rows } = this.picture;
    this.maps = new BlockMaps(columns[LUMA], rows[LUMA]);
    this.levels = this.picture.planes.map((plane) => new Int16Array(plane.length));
    this.line = new ReferenceLine(this.picture, this.maps);
    this.buildSyntax(columns, rows);
    this.predictions = [new Int32Array(1024), new Int32Array(1024), new Int32Array(1024)];
    this.residual = new Int32Array(1024);
    this.coefficients = new Float64Array(1024);
  }

  /** Declares what the stream consists of. */
  buildSyntax(columns, rows) {
    const { maps } = this;
    this.models = new MixedModels();
    this.levelModels = new LevelModels(this.models, maps, this.levels, columns);
    this.modeSyntax = new ModeSyntax(this.models, maps);
    this.kindSyntax = new KindSyntax(this.models);
    this.chromaSyntax = new ChoiceSyntax(this.models, CHROMA_MODES.length, [3, 49]);
    this.tree = new Quadtree(this.models, maps, this.snapshots(), columns[LUMA], rows[LUMA], this);
    this.filter = new AdaptiveFilter(this.models, this.picture, maps);
    this.chooser = new LevelChooser(this.models, this.levelModels);
  }

  /** What the search of a block changes, and takes back when another split is cheaper. */
  snapshots() {
    const { picture, levels, maps } = this;
    const shifts = [0, 1, 1];
    const ofPlanes = (planes) =>
      planes.map((samples, plane) => ({ samples, columns: picture.columns[plane], shift: shifts[plane] }));
    const ofMaps = maps.tried().map((samples) => ({ samples, columns: maps.across, shift: 2 }));
    return new Snapshots([...ofPlanes(picture.planes), ...ofPlanes(levels), ...ofMaps]);
  }

  /** Writes or reads one picture. */
  run(coder, quality) {
    this.steps = stepsOfQuality(quality);
    this.maps.clear();
    this.models.start(INTRA_STATES);
    this.tree.forEachRoot((x, y, log2) => {
      if (!coder.decoding) this.tree.search(x, y, log2, this.steps.lambda);
      this.tree.code(coder, x, y, log2);
    });
    deblock(this.picture, this.maps, this.steps);
    this.filter.run(coder, this.steps, this.source);
  }

  // --- the stream of one block: the leaf of the quadtree ---

  code(coder, x, y, log2, quartered) {
    if (quartered) this.forQuarters(x, y, (qx, qy) => this.codeLuma(coder, qx, qy, LOG2_QUARTER));
    else this.codeLuma(coder, x, y, log2);
    this.codeChroma(coder, x, y, log2);
  }

  codeLuma(coder, x, y, log2) {
    const { maps, modeSyntax } = this;
    const unit = maps.unitAt(x, y);
    modeSyntax.around(unit);
    const mode = modeSyntax.code(coder, log2, maps.mode[unit]);
    const count = this.levelModels.code(coder, LUMA, x, y, log2, unit, mode);
    const kinds = count > 0 ? this.kindSyntax.code(coder, log2, mode, maps.kinds[unit]) : 0;
    if (coder.decoding) {
      this.line.gather(LUMA, x, y, log2);
      predictBlock(this.line, LUMA, log2, mode, this.predictions[LUMA]);
      this.rememberLuma(unit, log2, mode, kinds);
      this.reconstruct(LUMA, x, y, log2, count, kinds);
      maps.fill(maps.done, unit, log2, 1);
    }
    maps.setCoded(unit, log2, LUMA, count > 0 ? 1 : 0);
  }

  codeChroma(coder, x, y, log2) {
    const { maps } = this;
    const unit = maps.unitAt(x, y);
    const mode = maps.mode[unit];
    const { across, chroma } = maps;
    const left = unit % across > 0 ? chroma[unit - 1] : 6;
    const above = unit >= across ? chroma[unit - across] : 6;
    const choice = this.chromaSyntax.code(coder, chroma[unit], log2 - 3, left * 7 + above);
    if (coder.decoding) maps.fill(chroma, unit, log2, choice);
    const modeClass = choice === FROM_LUMA ? MODE_PAETH : (CHROMA_MODES[choice] ?? mode);
    for (const plane of CHROMA) {
      if (coder.decoding) this.predictChroma(plane, x >> 1, y >> 1, log2 - 1, choice, mode);
      const count = this.levelModels.code(coder, plane, x >> 1, y >> 1, log2 - 1, unit, modeClass);
      maps.setCoded(unit, log2, plane, count > 0 ? 1 : 0);
      if (coder.decoding) this.reconstruct(plane, x >> 1, y >> 1, log2 - 1, count, 0);
    }
  }

  forQuarters(x, y, visit) {
    const side = 1 << LOG2_QUARTER;
    for (let k = 0; k < 4; k += 1) visit(x + (k & 1) * side, y + (k >> 1) * side);
  }

  rememberLuma(unit, log2, mode, kinds) {
    const { maps } = this;
    maps.fill(maps.mode, unit, log2, mode);
    maps.fill(maps.size, unit, log2, log2);
    maps.fill(maps.kinds, unit, log2, kinds);
  }

  predictChroma(plane, x, y, log2, choice, lumaMode) {
    const out = this.predictions[plane];
    this.line.gather(plane, x, y, log2);
    if (choice === FROM_LUMA) predictFromLuma(this.line, this.picture, x, y, log2, out);
    else predictBlock(this.line, plane, log2, CHROMA_MODES[choice] ?? lumaMode, out);
  }

  reconstruct(plane, x, y, log2, count, kinds) {
    const columns = this.picture.columns[plane];
    const step = plane === LUMA ? this.steps.luma : this.steps.chroma;
    const samples = this.picture.planes[plane];
    const prediction = this.predictions[plane];
    reconstructBlock(samples, y * columns + x, columns, log2, prediction, this.levels[plane], count, kinds, step);
  }

  // --- the encoder's search of one block ---

  search(x, y, log2, quartered, limit) {
    if (!quartered) return this.searchLuma(x, y, log2) + this.searchChroma(x, y, log2);
    let cost = 0;
    this.forQuarters(x, y, (qx, qy) => {
      if (cost < limit) cost += this.searchLuma(qx, qy, LOG2_QUARTER);
    });
    return cost < limit ? cost + this.searchChroma(x, y, log2) : cost;
  }

  /** Finds mode and transforms of a luma block and leaves it reconstructed. Returns its cost. */
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
      predictBlock(this.line, LUMA, log2, mode, this.predictions[LUMA]);
      const cost = attempt(mode, 0);
      if (!this.some || cost >= best.cost * WORTH_OTHER_KINDS) continue;
      for (let kinds = kindSyntax.choices(log2) - 1; kinds > 0; kinds -= 1) attempt(mode, kinds);
    }
    predictBlock(this.line, LUMA, log2, best.mode, this.predictions[LUMA]);
    this.tryBlock(LUMA, x, y, log2, unit, best.kinds);
    this.rememberLuma(unit, log2, best.mode, this.some ? best.kinds : 0);
    this.keep(LUMA, x, y, log2, unit, best.kinds);
    maps.fill(maps.done, unit, log2, 1);
    return best.cost;
  }

  /** Modes with what they and their residual cost about, in bits, cheapest first: a coarse set, then the best angles' neighbours. */
  screenModes(x, y, log2) {
    const found = new Map();
    const test = (mode) => {
      if (found.has(mode)) return;
      predictBlock(this.line, LUMA, log2, mode, this.predictions[LUMA]);
      found.set(mode, this.screenBits(x, y, log2) + this.modeSyntax.cost(mode, log2));
    };
    const isAngle = (mode) => mode >= FIRST_ANGLE && mode <= LAST_ANGLE;
    const sorted = () => [...found].map(([mode, bits]) => ({ mode, bits })).sort((a, b) => a.bits - b.bits);
    for (const mode of [MODE_PLANAR, MODE_DC, MODE_PAETH, this.modeSyntax.left, this.modeSyntax.above]) test(mode);
    for (let mode = FIRST_ANGLE; mode <= LAST_ANGLE; mode += ANGLE_STEP) test(mode);
    for (let beside = ANGLE_STEP / 2; beside > 0; beside >>= 1) {
      const angles = sorted().filter(({ mode }) => isAngle(mode));
      for (const { mode } of angles.slice(0, 2)) [mode - beside, mode + beside].filter(isAngle).forEach(test);
    }
    return sorted();
  }

  screenBits(x, y, log2) {
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
  }

  searchChroma(x, y, log2) {
    const { maps, chromaSyntax, steps } = this;
    const unit = maps.unitAt(x, y);
    const mode = maps.mode[unit];
    const attempt = (choice, plane) => {
      this.predictChroma(plane, x >> 1, y >> 1, log2 - 1, choice, mode);
      return this.tryBlock(plane, x >> 1, y >> 1, log2 - 1, unit, 0);
    };
    let best = { cost: Infinity };
    for (let choice = 0; choice < CHROMA_MODES.length; choice += 1) {
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
  }

  /** Codes a block's residual with the prediction as it is; leaves the levels, and whether there are `some`. Returns the cost. */
  tryBlock(plane, x, y, log2, unit, kinds) {
    const { coefficients, residual, steps, chooser } = this;
    const columns = this.source.columns[plane];
    const start = y * columns + x;
    const [step, weight] = plane === LUMA ? [steps.luma, 1] : [steps.chroma, steps.chromaWeight];
    subtractPrediction(this.source.planes[plane], start, columns, log2, this.predictions[plane], residual);
    forwardBlock(log2, kinds, residual, coefficients);
    const lambda = steps.lambda / weight;
    const levels = this.levels[plane];
    this.some = chooser.choose(coefficients, plane, log2, unit, step, lambda, levels, start, columns);
    return chooser.distortion * weight + steps.lambda * chooser.bits;
  }

  /** Reconstructs the block that was tried last. */
  keep(plane, x, y, log2, unit, kinds) {
    this.reconstruct(plane, x, y, log2, this.some ? 1 << (2 * log2) : 0, kinds);
    this.maps.setCoded(unit, plane === LUMA ? log2 : log2 + 1, plane, this.some ? 1 : 0);
  }
}

/** A codec is kept from frame to frame for its memory alone: each run starts anew. */
const codecs = new Map();
function codecOf({ width, height }) {
  const size = `${width}x${height}`;
  if (!codecs.has(size)) codecs.set(size, new IntraCodec(width, height));
  return codecs.get(size);
}

function compressVideoFrame(frame, frameIndex, config) {
  const codec = codecOf(config);
  const coder = new RangeEncoder();
  codec.source.load(frame.data);
  codec.run(coder, config.quality);
  return coder.finish();
}

function decompressVideoFrame(data, frameIndex, config) {
  const codec = codecOf(config);
  codec.run(new RangeDecoder(data), config.quality);
  return codec.picture.bytes();
}
