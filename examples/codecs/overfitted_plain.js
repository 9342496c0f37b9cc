/**
 * A neural codec to read, not to win with: each picture is a pyramid of whole numbers, and a network of 45 weights, trained on
 * that picture in plain JavaScript and sent with it, repairs what the rounding did. overfitted_intra.js is the one that
 * competes: it trains the pyramid too, and its entropy model.
 */
import { i420Shapes, joinI420, RangeDecoder, RangeEncoder, SignedModel, splitI420 } from 'codeckit';

const COLOR = 'i420';
const LEVELS = 5;
/** The network: 3 x 3 differences from a sample to FEATURES units, and these to what is added to the sample. */
const FEATURES = 4;
const TAPS = 9;
const OUT = FEATURES * (TAPS + 1);
const WEIGHTS = OUT + FEATURES + 1;
/** Weights are sent in steps of 1/64. */
const WEIGHT_UNIT = 64;
const ROUNDS = 100;
const SAMPLES = 2048;
const RATE = 0.02;

/** Whole sixteenths: a power may differ from one engine to the next. */
const stepOf = (quality) => Math.round(24 * 2 ** ((100 - quality) / 14)) / 16;
/** A sample of a coarse level reaches many: it is rounded more finely. */
const levelStep = (step, level) => step / 2 ** Math.min(level, 2);

const halvedShape = ({ rows, columns }) => ({ rows: (rows + 1) >> 1, columns: (columns + 1) >> 1 });

function shapesOf(shape) {
  const shapes = [shape];
  while (shapes.length < LEVELS) shapes.push(halvedShape(shapes.at(-1)));
  return shapes;
}

/** Means of 2 x 2 samples. */
function halved(plane, { rows, columns }) {
  const to = halvedShape({ rows, columns });
  return Float64Array.from({ length: to.rows * to.columns }, (_, k) => {
    const [y, x] = [2 * Math.floor(k / to.columns), 2 * (k % to.columns)];
    const [below, right] = [Math.min(y + 1, rows - 1), Math.min(x + 1, columns - 1)];
    const sum =
      plane[y * columns + x] + plane[y * columns + right] + plane[below * columns + x] + plane[below * columns + right];
    return sum / 4;
  });
}

/** Twice the size: three parts of the nearest sample and one of the next, in each direction. */
function raised(plane, { rows, columns }, to) {
  const inside = (at, size) => Math.min(size - 1, Math.max(0, at));
  const near = (at) => at >> 1;
  const next = (at, size) => inside((at >> 1) + (at & 1 ? 1 : -1), size);
  return Float64Array.from({ length: to.rows * to.columns }, (_, k) => {
    const [y, x] = [Math.floor(k / to.columns), k % to.columns];
    const row = (at) => 3 * plane[at * columns + near(x)] + plane[at * columns + next(x, columns)];
    return (3 * row(near(y)) + row(next(y, rows))) / 16;
  });
}

/** Codes the pyramid, coarse to fine; levels: of the encoder, undefined in the decoder. Returns the sum of all levels. */
function codePyramid(coder, shapes, step, levels) {
  let sum;
  for (let level = LEVELS - 1; level >= 0; level -= 1) {
    const { rows, columns } = shapes[level];
    const models = new SignedModel(3);
    const unit = levelStep(step, level);
    sum =
      sum === undefined ? new Float64Array(rows * columns).fill(128) : raised(sum, shapes[level + 1], shapes[level]);
    const sizes = new Int32Array(rows * columns);
    for (let k = 0; k < sum.length; k += 1) {
      const left = k % columns > 0 ? sizes[k - 1] : 0;
      const above = k >= columns ? sizes[k - columns] : 0;
      const wanted = levels === undefined ? 0 : (levels[level][k] - sum[k]) / unit;
      // Numbers that are barely worth a step are not sent.
      const value = models.code(
        coder,
        Math.min(2, left + above),
        Math.sign(wanted) * Math.floor(Math.abs(wanted) + 0.35),
      );
      sizes[k] = Math.abs(value);
      sum[k] += value * unit;
    }
  }
  return sum;
}

/** Differences of a sample's neighbours to it, in steps. */
function differences(plane, { rows, columns }, k, step, into) {
  const [y, x] = [Math.floor(k / columns), k % columns];
  for (let tap = 0; tap < TAPS; tap += 1) {
    const row = Math.min(rows - 1, Math.max(0, y + Math.floor(tap / 3) - 1));
    const column = Math.min(columns - 1, Math.max(0, x + (tap % 3) - 1));
    into[tap] = (plane[row * columns + column] - plane[k]) / step;
  }
}

const relu = (value) => Math.max(0, value);

/** What the network adds to a sample, in steps; units: set to its hidden units. */
function repair(weights, input, units) {
  let sum = weights[WEIGHTS - 1];
  for (let unit = 0; unit < FEATURES; unit += 1) {
    const at = unit * (TAPS + 1);
    let value = weights[at + TAPS];
    for (let tap = 0; tap < TAPS; tap += 1) value += weights[at + tap] * input[tap];
    units[unit] = relu(value);
    sum += weights[OUT + unit] * units[unit];
  }
  return sum;
}

/** Numbers of 0 <= x < 1, the same in every run. */
function randomNumbers() {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state / 2 ** 32;
  };
}

/** Adds the slopes of half the squared error by each weight. */
function backward(weights, { input, units, error }, slopes) {
  slopes[WEIGHTS - 1] += error;
  for (let unit = 0; unit < FEATURES; unit += 1) {
    if (units[unit] === 0) continue;
    const at = unit * (TAPS + 1);
    const slope = error * weights[OUT + unit];
    slopes[OUT + unit] += error * units[unit];
    for (let tap = 0; tap < TAPS; tap += 1) slopes[at + tap] += slope * input[tap];
    slopes[at + TAPS] += slope;
  }
}

/** Trains the network to bring a sum of levels nearer to the plane: Adam, on samples drawn anew each round. */
function train(plane, sum, shape, step) {
  const random = randomNumbers();
  const weights = Float64Array.from({ length: WEIGHTS }, (_, k) => (k < OUT ? (random() - 0.5) / 3 : 0));
  const [first, second, slopes] = [0, 1, 2].map(() => new Float64Array(WEIGHTS));
  const [input, units] = [new Float64Array(TAPS), new Float64Array(FEATURES)];
  for (let round = 1; round <= ROUNDS; round += 1) {
    slopes.fill(0);
    for (let drawn = 0; drawn < SAMPLES; drawn += 1) {
      const k = Math.floor(random() * plane.length);
      differences(sum, shape, k, step, input);
      const error = repair(weights, input, units) - (plane[k] - sum[k]) / step;
      backward(weights, { input, units, error }, slopes);
    }
    for (let k = 0; k < WEIGHTS; k += 1) {
      first[k] = 0.9 * first[k] + 0.1 * slopes[k];
      second[k] = 0.99 * second[k] + 0.01 * slopes[k] ** 2;
      weights[k] -= (RATE * first[k]) / (Math.sqrt(second[k]) + 1e-9);
    }
  }
  return weights;
}

/** Codes one plane; plane: undefined in the decoder. Returns the picture that both sides have. */
function codePlane(coder, shape, step, plane) {
  const shapes = shapesOf(shape);
  let levels;
  if (plane !== undefined) {
    levels = [plane];
    for (const each of shapes.slice(0, -1)) levels.push(halved(levels.at(-1), each));
  }
  const sum = codePyramid(coder, shapes, step, levels);
  const trained = plane === undefined ? new Float64Array(WEIGHTS) : train(plane, sum, shape, step);
  const model = new SignedModel();
  const weights = trained.map((weight) => model.code(coder, 0, Math.round(weight * WEIGHT_UNIT)) / WEIGHT_UNIT);
  const [input, units] = [new Float64Array(TAPS), new Float64Array(FEATURES)];
  return Uint8Array.from(sum, (value, k) => {
    differences(sum, shape, k, step, input);
    return Math.min(255, Math.max(0, Math.floor(value + step * repair(weights, input, units) + 0.5)));
  });
}

function compressVideoFrame(frame, frameIndex, config) {
  const coder = new RangeEncoder();
  const planes = splitI420(frame.data, config.width, config.height);
  i420Shapes(config.width, config.height).forEach((shape, k) =>
    codePlane(coder, shape, stepOf(config.quality), planes[k]),
  );
  return coder.finish();
}

function decompressVideoFrame(data, frameIndex, config) {
  const coder = new RangeDecoder(data);
  const shapes = i420Shapes(config.width, config.height);
  return joinI420(shapes.map((shape) => codePlane(coder, shape, stepOf(config.quality))));
}
