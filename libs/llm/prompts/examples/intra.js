/** All-intra: 8x8 blocks, four modes, adaptive range coder. New statistics for each picture, so each packet decodes alone. */
import {
  deadZone,
  dequantise,
  forward,
  GolombModel,
  i420Shapes,
  inverse,
  joinI420,
  padTo,
  predictIntra,
} from 'codeckit';
import { RangeDecoder, RangeEncoder, splitI420, stepFromQuality, TreeModel } from 'codeckit';

const COLOR = 'i420';
const SIZE = 8;
const MODES = 4;

/** Models of one plane: modes, levels by frequency. */
const modelsOf = () => ({ mode: new TreeModel(MODES), size: new GolombModel(2 * SIZE) });

/** Writes or reads one block; the levels to write are in `levels`. */
function codeBlock(coder, models, mode, levels) {
  const chosen = models.mode.code(coder, 0, mode);
  for (let k = 0; k < SIZE * SIZE; k += 1) {
    const frequency = (k % SIZE) + Math.floor(k / SIZE);
    const size = models.size.code(coder, frequency, Math.abs(levels[k]));
    levels[k] = size > 0 && coder.raw(levels[k] < 0 ? 1 : 0) === 1 ? -size : size;
  }
  return chosen;
}

/** Codes a plane block by block. source: what to write, or null when the coder reads. Returns the decoded plane. */
function codePlane(coder, source, rows, columns, step16) {
  const [high, wide] = [rows, columns].map((side) => Math.ceil(side / SIZE) * SIZE);
  const [plane, models] = [new Uint8Array(high * wide), modelsOf()];
  const padded = source && padTo(source, rows, columns, SIZE).data;
  for (let y = 0; y < high; y += SIZE) {
    for (let x = 0; x < wide; x += SIZE) {
      const at = Int32Array.from({ length: SIZE * SIZE }, (_, k) => (y + Math.floor(k / SIZE)) * wide + x + (k % SIZE));
      const levels = new Int32Array(SIZE * SIZE);
      let best = { cost: Infinity, mode: 0, predicted: null };
      for (let mode = 0; padded && mode < MODES; mode += 1) {
        const predicted = predictIntra(plane, wide, y, x, SIZE, mode);
        const cost = at.reduce((sum, place, k) => sum + Math.abs(padded[place] - predicted[k]), 0);
        if (cost < best.cost) best = { cost, mode, predicted };
      }
      if (padded) {
        const coefficients = forward(
          at.map((place, k) => padded[place] - best.predicted[k]),
          SIZE,
        );
        coefficients.forEach((value, k) => (levels[k] = deadZone(value, step16)));
      }
      const mode = codeBlock(coder, models, best.mode, levels);
      const predicted = predictIntra(plane, wide, y, x, SIZE, mode);
      const residual = inverse(
        levels.map((level) => dequantise(level, step16)),
        SIZE,
      );
      at.forEach((place, k) => (plane[place] = Math.min(Math.max(predicted[k] + residual[k], 0), 255)));
    }
  }
  return Uint8Array.from({ length: rows * columns }, (_, k) => plane[Math.floor(k / columns) * wide + (k % columns)]);
}

/** Writes the three planes, or reads them where there are no sources. `config` is an object. */
function codePicture(coder, config, sources) {
  const step16 = stepFromQuality(config.quality);
  const shapes = i420Shapes(config.width, config.height);
  return shapes.map(({ rows, columns }, k) => codePlane(coder, sources?.[k] ?? null, rows, columns, step16));
}

function compressVideoFrame(frame, frameIndex, config) {
  const encoder = new RangeEncoder();
  codePicture(encoder, config, splitI420(frame.data, config.width, config.height));
  return encoder.finish();
}

function decompressVideoFrame(data, frameIndex, config) {
  return joinI420(codePicture(new RangeDecoder(data), config, null));
}
