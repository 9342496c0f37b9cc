/** Low-delay: each 16x16 block (8x8 in chroma) predicted from the last picture by a vector; the first picture from grey. */
import { compensate, deadZone, dequantise, forward, GolombModel, i420Shapes, inverse, joinI420, padTo } from 'codeckit';
import { RangeDecoder, RangeEncoder, searchBlock, SignedModel, splitI420, stepFromQuality } from 'codeckit';

const COLOR = 'i420';
const RADIUS = 7;
const SIZES = [16, 8, 8];

/** What a side keeps from picture to picture. Encoder and decoder are two processes that learn the same. */
let last, models;

/** Planes padded to whole blocks: { rows, columns, data }. */
const greyOf = (shapes) =>
  shapes.map(({ rows, columns }, k) => {
    const [high, wide] = [rows, columns].map((side) => Math.ceil(side / SIZES[k]) * SIZES[k]);
    return { rows: high, columns: wide, data: new Uint8Array(high * wide).fill(128) };
  });

/** Writes or reads a block's residual behind its prediction. source: what to write, or null when the coder reads. */
function codeBlock(coder, k, source, shown, y, x, vector, step16) {
  const [size, { rows, columns }] = [SIZES[k], shown];
  const predicted = compensate(last[k].data, rows, columns, y + vector.dy, x + vector.dx, size);
  const at = predicted.map((_, i) => (y + Math.floor(i / size)) * columns + x + (i % size));
  const levels = new Int32Array(size * size);
  if (source) {
    const coefficients = forward(
      at.map((place, i) => source.data[place] - predicted[i]),
      size,
    );
    coefficients.forEach((value, i) => (levels[i] = deadZone(value, step16)));
  }
  for (let i = 0; i < levels.length; i += 1) {
    const frequency = (i % size) + Math.floor(i / size);
    const level = models.size[k].code(coder, frequency, Math.abs(levels[i]));
    levels[i] = level > 0 && coder.raw(levels[i] < 0 ? 1 : 0) === 1 ? -level : level;
  }
  const residual = inverse(
    levels.map((level) => dequantise(level, step16)),
    size,
  );
  at.forEach((place, i) => (shown.data[place] = Math.min(Math.max(predicted[i] + residual[i], 0), 255)));
}

/** Codes a picture, and keeps it as the next one's reference. `config` is an object. */
function codePicture(coder, frameIndex, config, sources) {
  const shapes = i420Shapes(config.width, config.height);
  const step16 = stepFromQuality(config.quality);
  if (frameIndex === 0) {
    last = greyOf(shapes);
    models = { vector: new SignedModel(2), size: SIZES.map((size) => new GolombModel(2 * size)) };
  }
  const padded = sources?.map((plane, k) => padTo(plane, shapes[k].rows, shapes[k].columns, SIZES[k]));
  const shown = greyOf(shapes);
  const { rows, columns } = shown[0];
  for (let y = 0; y < rows; y += 16) {
    for (let x = 0; x < columns; x += 16) {
      const found = padded
        ? searchBlock(padded[0].data, last[0].data, rows, columns, y, x, 16, RADIUS)
        : { dy: 0, dx: 0 };
      const luma = { dy: models.vector.code(coder, 0, found.dy), dx: models.vector.code(coder, 1, found.dx) };
      const chroma = { dy: luma.dy >> 1, dx: luma.dx >> 1 };
      codeBlock(coder, 0, padded?.[0] ?? null, shown[0], y, x, luma, step16);
      for (const k of [1, 2]) codeBlock(coder, k, padded?.[k] ?? null, shown[k], y >> 1, x >> 1, chroma, step16);
    }
  }
  last = shown;
  return shown.map(({ columns: wide, data }, k) => {
    const { rows: high, columns: own } = shapes[k];
    return Uint8Array.from({ length: high * own }, (_, i) => data[Math.floor(i / own) * wide + (i % own)]);
  });
}

function compressVideoFrame(frame, frameIndex, config) {
  const encoder = new RangeEncoder();
  codePicture(encoder, frameIndex, config, splitI420(frame.data, config.width, config.height));
  return encoder.finish();
}

function decompressVideoFrame(data, frameIndex, config) {
  return joinI420(codePicture(new RangeDecoder(data), frameIndex, config, null));
}
