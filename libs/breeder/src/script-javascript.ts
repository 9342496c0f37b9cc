import type { ScriptGenes } from './script-genes.ts';

const lines = (...parts: readonly (string | false)[]): string => parts.filter((part) => part !== false).join('\n');

const head = (genes: ScriptGenes, title: string): string => {
  const names = [
    genes.contexts === 'mixed' ? 'ContextMixer' : 'AdaptiveBits',
    ...(genes.reach > 0 ? ['compensate', 'searchBlock', 'SignedModel'] : []),
    ...['deadZone', 'dequantise', 'forward', 'GolombModel', 'i420Shapes', 'inverse', 'joinI420', 'padTo'],
    ...['predictIntra', 'PROBABILITY_ONE', 'RansDecoder', 'RansEncoder', 'splitI420', 'stepFromQuality', 'TreeModel'],
  ];
  return `/** ${title}. */
import {
  ${names.join(',\n  ')},
} from 'codeckit';

const COLOR = 'i420';

/** Samples along a side of a block, prediction modes (0 mean, 1 planar, 2 vertical, 3 horizontal), transforms. */
const SIZE = ${genes.size};
const MODES = ${genes.modes === 'dc' ? '[0]' : '[0, 1, 2, 3]'};
const KINDS = ${genes.kinds === 'both' ? "['dct', 'dst']" : "['dct']"};
${genes.reach > 0 ? `/** One more mode: from the last frame, with vectors up to REACH samples. */\nconst MOTION = 4;\nconst REACH = ${genes.reach};\n` : ''}const ROUNDING = ${genes.rounding};
/** What a bit may cost, in squared steps, when modes are chosen. */
const PRICE = ${genes.price};
const CHROMA_STEP = ${genes.chromaStep};
const DOUBLE_EVERY = ${genes.doubling};
const AREA = SIZE * SIZE;

/** Coefficients from low to high frequency. */
const frequency = (index) => (index % SIZE) + Math.floor(index / SIZE);
const SCAN = Array.from({ length: AREA }, (_, index) => index).sort((a, b) => frequency(a) - frequency(b) || a - b);`;
};

const levelModels = ({ contexts }: ScriptGenes): string =>
  contexts === 'mixed'
    ? `    this.some = new ContextMixer([AREA, 3 * 12, AREA * 3], { limit: 500 });
    this.more = new ContextMixer([AREA, 3 * 12, AREA * 3], { limit: 500 });`
    : `    this.some = new AdaptiveBits(AREA, 500);
    this.more = new AdaptiveBits(AREA, 500);`;

const contextOf = ({ contexts }: ScriptGenes): string =>
  contexts === 'mixed'
    ? `/** What a level's probability depends on: frequency, the magnitudes before it, and both. */
function contextOf(k, levels) {
  const [one, two] = [k > 0 ? Math.abs(levels[SCAN[k - 1]]) : 1, k > 1 ? Math.abs(levels[SCAN[k - 2]]) : 1];
  const near = Math.min(2 * one + two, 11);
  const zone = k < 3 ? 0 : k < AREA / 4 ? 1 : 2;
  return [k, zone * 12 + near, k * 3 + Math.min(one + two, 2)];
}`
    : `/** What a level's probability depends on: its frequency. */
const contextOf = (k) => k;`;

const models = (genes: ScriptGenes): string =>
  lines(
    '/** Adaptive models of one plane; each side keeps its own from frame to frame, and both learn the same. */',
    'class PlaneModels {',
    '  constructor() {',
    '    this.mode = new TreeModel(8, 8);',
    '    this.kind = new TreeModel(2, 8);',
    '    this.length = new GolombModel(8);',
    levelModels(genes),
    '    this.rest = new GolombModel(AREA);',
    genes.reach > 0 && '    this.vector = new SignedModel(2);',
    '    this.last = null;',
    '  }',
    '}',
  );

const LEVELS = `/** Codes the levels of a block; fills them when decoding. The same code on both sides. */
function codeLevels(coder, models, levels, context) {
  let end = AREA;
  while (end > 0 && levels[SCAN[end - 1]] === 0) end -= 1;
  end = models.length.code(coder, context, end);
  for (let k = 0; k < end; k += 1) {
    const at = SCAN[k];
    const now = contextOf(k, levels);
    const magnitude = Math.abs(levels[at]);
    let size = k === end - 1 ? 1 : models.some.code(coder, now, magnitude > 0 ? 1 : 0);
    if (size > 0 && models.more.code(coder, now, magnitude > 1 ? 1 : 0)) {
      size = 2 + models.rest.code(coder, k, coder.decoding ? 0 : magnitude - 2);
    }
    if (size > 0) levels[at] = coder.code(PROBABILITY_ONE / 2, levels[at] < 0 ? 1 : 0) ? -size : size;
  }
}`;

const CHOOSE = `/** Levels of a residual, and what they cost: distortion in squared steps and a guess at their bits. */
function quantise(residual, step, kind) {
  const coefficients = forward(residual, SIZE, kind);
  const levels = new Int32Array(AREA);
  let cost = 0;
  for (let k = 0; k < AREA; k += 1) {
    levels[k] = deadZone(coefficients[k], step, ROUNDING);
    const scaled = (Math.abs(coefficients[k]) * 16) / step;
    cost += (scaled - Math.abs(levels[k])) ** 2 + (levels[k] ? PRICE * (4 + 2 * Math.log2(Math.abs(levels[k]))) : 0);
  }
  return { levels, cost };
}`;

const best = (genes: ScriptGenes): string =>
  lines(
    '/** The cheapest way to code the block at (y, x). */',
    'function chooseBlock(source, plane, place, step, models) {',
    '  const { rows, columns, y, x } = place;',
    '  const target = new Int32Array(AREA).map((_, k) => source[(y + Math.floor(k / SIZE)) * columns + x + (k % SIZE)]);',
    '  const trials = MODES.map((mode) => ({ mode, predicted: predictIntra(plane, columns, y, x, SIZE, mode) }));',
    genes.reach > 0 && '  if (models.last) {',
    genes.reach > 0 && '    const { dy, dx } = searchBlock(source, models.last, rows, columns, y, x, SIZE, REACH);',
    genes.reach > 0 && '    const predicted = compensate(models.last, rows, columns, y + dy, x + dx, SIZE);',
    genes.reach > 0 && '    trials.push({ mode: MOTION, dy, dx, predicted });',
    genes.reach > 0 && '  }',
    '  let best = { cost: Infinity };',
    '  for (const trial of trials) {',
    '    const residual = target.map((sample, k) => sample - trial.predicted[k]);',
    '    for (let kind = 0; kind < KINDS.length; kind += 1) {',
    '      const { levels, cost } = quantise(residual, step, KINDS[kind]);',
    '      if (cost + 2 * PRICE * trial.mode < best.cost) best = { ...trial, kind, levels, cost: cost + 2 * PRICE * trial.mode };',
    '    }',
    '  }',
    '  return best;',
    '}',
  );

const plane = (genes: ScriptGenes): string =>
  lines(
    '/** Codes a plane, block by block; source is null when decoding. Returns what the decoder shows, padded to blocks. */',
    'function codePlane(coder, models, source, rows, columns, step) {',
    '  const plane = new Int32Array(rows * columns);',
    '  const modes = new Uint8Array(columns / SIZE);',
    '  for (let y = 0; y < rows; y += SIZE) {',
    '    for (let x = 0; x < columns; x += SIZE) {',
    '      const place = { rows, columns, y, x };',
    '      const block = source ? chooseBlock(source, plane, place, step, models) : { levels: new Int32Array(AREA) };',
    '      const mode = models.mode.code(coder, modes[x / SIZE], block.mode);',
    '      modes[x / SIZE] = mode;',
    '      const kind = models.kind.code(coder, mode, block.kind);',
    genes.reach > 0
      ? lines(
          '      let predicted;',
          '      if (mode === MOTION) {',
          '        const dy = models.vector.code(coder, 0, block.dy);',
          '        const dx = models.vector.code(coder, 1, block.dx);',
          '        predicted = compensate(models.last, rows, columns, y + dy, x + dx, SIZE);',
          '      } else predicted = predictIntra(plane, columns, y, x, SIZE, mode);',
        )
      : '      const predicted = predictIntra(plane, columns, y, x, SIZE, mode);',
    '      codeLevels(coder, models, block.levels, mode);',
    '      const coefficients = block.levels.map((level) => dequantise(level, step));',
    '      const residual = inverse(coefficients, SIZE, KINDS[kind]);',
    '      for (let k = 0; k < AREA; k += 1) {',
    '        const sample = Math.min(Math.max(predicted[k] + residual[k], 0), 255);',
    '        plane[(y + Math.floor(k / SIZE)) * columns + x + (k % SIZE)] = sample;',
    '      }',
    '    }',
    '  }',
    '  models.last = plane;',
    '  return plane;',
    '}',
  );

const ENTRY = `const steps = (quality) => {
  const luma = stepFromQuality(quality, 2.2, DOUBLE_EVERY);
  const chroma = Math.max(1, Math.round(luma * CHROMA_STEP));
  return [luma, chroma, chroma];
};

/** One side's state: it lives from frame to frame, never from encoder to decoder. */
let models = null;

function compressVideoFrame(frame, frameIndex, config) {
  if (frameIndex === 0) models = [0, 1, 2].map(() => new PlaneModels());
  const coder = new RansEncoder();
  const shapes = i420Shapes(config.width, config.height);
  splitI420(frame.data, config.width, config.height).forEach((plane, k) => {
    const { data, rows, columns } = padTo(plane, shapes[k].rows, shapes[k].columns, SIZE);
    codePlane(coder, models[k], data, rows, columns, steps(config.quality)[k]);
  });
  return coder.finish();
}

function decompressVideoFrame(data, frameIndex, config) {
  if (frameIndex === 0) models = [0, 1, 2].map(() => new PlaneModels());
  const coder = new RansDecoder(data);
  const planes = i420Shapes(config.width, config.height).map(({ rows, columns }, k) => {
    const [tall, wide] = [rows, columns].map((n) => Math.ceil(n / SIZE) * SIZE);
    const plane = codePlane(coder, models[k], null, tall, wide, steps(config.quality)[k]);
    return plane.filter((_, at) => at % wide < columns && at < rows * wide);
  });
  return joinI420(planes);
}`;

/** Readable JavaScript for these genes: only the parts that they use. */
export function writeScript(genes: ScriptGenes, title: string): string {
  const parts = [head(genes, title), contextOf(genes), models(genes), LEVELS, CHOOSE, best(genes), plane(genes), ENTRY];
  return `${parts.join('\n\n')}\n`;
}
