/**
 * Intra DCT in JavaScript: the twin of intra_dct.py. The same transform and steps; since there is no zlib here, it brings
 * its own entropy coder, an adaptive binary range coder, and is smaller for it.
 */
const COLOR = 'i420';
const BLOCK = 8;
const AREA = BLOCK * BLOCK;

/** Rows are the orthonormal cosine functions of a block. */
const BASIS = Float64Array.from({ length: AREA }, (_, index) => {
  const k = Math.floor(index / BLOCK);
  const x = index % BLOCK;
  const scale = k === 0 ? Math.sqrt(1 / BLOCK) : Math.sqrt(2 / BLOCK);
  return scale * Math.cos((Math.PI * (2 * x + 1) * k) / (2 * BLOCK));
});

const frequency = (index) => (index % BLOCK) + Math.floor(index / BLOCK);

/** Coefficients from low to high frequency. */
const SCAN = Array.from({ length: AREA }, (_, index) => index).sort((a, b) => frequency(a) - frequency(b) || a - b);

/** High frequencies are seen less: their steps are up to 1.8 times as wide. */
const WEIGHTS = Float64Array.from({ length: AREA }, (_, index) => 1 + frequency(index) / 17.5);

/** Width of the quantiser for quality 1-100: it halves every 16 points, down to 1. */
const quantiserStep = (quality) => 2 ** ((100 - quality) / 16);

// --- entropy coder: each yes-or-no decision has a model, its probability of "no" in 1/2048 ---

const TOP = 2 ** 24;

class RangeEncoder {
  constructor() {
    this.low = 0;
    this.range = 0xffffffff;
    this.cache = 0;
    this.pending = 1;
    this.bytes = [];
  }

  bit(models, index, value) {
    const bound = (this.range >>> 11) * models[index];
    if (value === 0) {
      this.range = bound;
      models[index] += (2048 - models[index]) >> 5;
    } else {
      this.low += bound;
      this.range -= bound;
      models[index] -= models[index] >> 5;
    }
    while (this.range < TOP) {
      this.range *= 256;
      this.shift();
    }
    return value;
  }

  /** Sends the highest byte, once it is known whether a carry will still reach it. */
  shift() {
    if (this.low < 0xff000000 || this.low > 0xffffffff) {
      const carry = this.low > 0xffffffff ? 1 : 0;
      for (; this.pending > 0; this.pending -= 1) {
        this.bytes.push((this.cache + carry) & 255);
        this.cache = 255;
      }
      this.cache = Math.floor(this.low / TOP) & 255;
    }
    this.pending += 1;
    this.low = (this.low % TOP) * 256;
  }

  finish() {
    for (let count = 0; count < 5; count += 1) this.shift();
    return Uint8Array.from(this.bytes);
  }
}

class RangeDecoder {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 1;
    this.range = 0xffffffff;
    this.code = 0;
    for (let count = 0; count < 4; count += 1) this.code = this.code * 256 + this.next();
  }

  next() {
    return this.bytes[this.at++] ?? 0;
  }

  bit(models, index) {
    const bound = (this.range >>> 11) * models[index];
    const value = this.code < bound ? 0 : 1;
    if (value === 0) {
      this.range = bound;
      models[index] += (2048 - models[index]) >> 5;
    } else {
      this.code -= bound;
      this.range -= bound;
      models[index] -= models[index] >> 5;
    }
    while (this.range < TOP) {
      this.range *= 256;
      this.code = this.code * 256 + this.next();
    }
    return value;
  }
}

const LONGEST_UNARY = 14;
const newModels = (count) => new Uint16Array(count).fill(1024);

/** Models of one plane: how many coefficients a block has, which are zero, how large the others are. */
const planeModels = () => ({
  count: newModels(128),
  zero: newModels(AREA),
  size: newModels(AREA * (LONGEST_UNARY + 1)),
  rest: newModels(64),
  sign: newModels(1),
});

/** Writing and reading are one walk: `coder.bit(models, index, value)` sends the value, or ignores it and answers what was sent. */
function codeCount(coder, models, value) {
  let node = 1;
  for (let shift = 6; shift >= 0; shift -= 1) node = node * 2 + coder.bit(models.count, node, (value >> shift) & 1);
  return node - 128;
}

function codeMagnitude(coder, models, position, value) {
  const base = position * (LONGEST_UNARY + 1);
  let size = 1;
  while (size <= LONGEST_UNARY && coder.bit(models.size, base + size, value > size ? 1 : 0)) size += 1;
  if (size <= LONGEST_UNARY) return size;
  // Rare large values: how many bits the rest has, then the bits.
  const rest = value - LONGEST_UNARY;
  let bits = 0;
  while (coder.bit(models.rest, bits, rest >> (bits + 1) > 0 ? 1 : 0)) bits += 1;
  let out = 1;
  for (let shift = bits - 1; shift >= 0; shift -= 1) {
    out = out * 2 + coder.bit(models.rest, 32 + shift, (rest >> shift) & 1);
  }
  return out + LONGEST_UNARY;
}

/** Sends or fills the levels of one block, which are in scan order. */
function codeBlock(coder, models, levels) {
  let count = AREA;
  while (count > 0 && levels[count - 1] === 0) count -= 1;
  count = codeCount(coder, models, count);
  for (let position = 0; position < count; position += 1) {
    const value = levels[position];
    if (coder.bit(models.zero, position, value === 0 ? 1 : 0)) continue;
    const magnitude = codeMagnitude(coder, models, position, Math.abs(value));
    const negative = coder.bit(models.sign, 0, value < 0 ? 1 : 0);
    levels[position] = negative ? -magnitude : magnitude;
  }
}

// --- transform ---

/** `out = left * block * transposed(left)`, or with `inverse` the other way round. */
function transform(block, inverse) {
  const half = new Float64Array(AREA);
  const out = new Float64Array(AREA);
  for (let i = 0; i < BLOCK; i += 1) {
    for (let j = 0; j < BLOCK; j += 1) {
      let sum = 0;
      for (let k = 0; k < BLOCK; k += 1) sum += BASIS[inverse ? k * BLOCK + i : i * BLOCK + k] * block[k * BLOCK + j];
      half[i * BLOCK + j] = sum;
    }
  }
  for (let i = 0; i < BLOCK; i += 1) {
    for (let j = 0; j < BLOCK; j += 1) {
      let sum = 0;
      for (let k = 0; k < BLOCK; k += 1) sum += half[i * BLOCK + k] * BASIS[inverse ? k * BLOCK + j : j * BLOCK + k];
      out[i * BLOCK + j] = sum;
    }
  }
  return out;
}

/** Samples of a block; beyond the edge the last line and column are repeated. */
function readBlock(plane, width, height, top, left) {
  return Float64Array.from({ length: AREA }, (_, index) => {
    const y = Math.min(top + Math.floor(index / BLOCK), height - 1);
    const x = Math.min(left + (index % BLOCK), width - 1);
    return plane[y * width + x] - 128;
  });
}

function writeBlock(plane, width, height, top, left, samples) {
  for (let index = 0; index < AREA; index += 1) {
    const y = top + Math.floor(index / BLOCK);
    const x = left + (index % BLOCK);
    if (y < height && x < width) plane[y * width + x] = Math.max(0, Math.min(255, Math.round(samples[index] + 128)));
  }
}

function quantise(samples, step) {
  const coefficients = transform(samples, false);
  return SCAN.map((index) => {
    const scaled = coefficients[index] / (step * WEIGHTS[index]);
    return Math.sign(scaled) * Math.floor(Math.abs(scaled) + 0.4);
  });
}

function dequantise(levels, step) {
  const coefficients = new Float64Array(AREA);
  SCAN.forEach((index, position) => {
    coefficients[index] = levels[position] * step * WEIGHTS[index];
  });
  return transform(coefficients, true);
}

/** Goes through a plane block by block; the mean of a block is sent as its difference to the block on the left. */
function codePlane(coder, plane, width, height, step, decoding) {
  const models = planeModels();
  for (let top = 0; top < height; top += BLOCK) {
    let mean = 0;
    for (let left = 0; left < width; left += BLOCK) {
      const levels = decoding ? new Array(AREA).fill(0) : quantise(readBlock(plane, width, height, top, left), step);
      const own = levels[0];
      levels[0] -= decoding ? 0 : mean;
      codeBlock(coder, models, levels);
      mean = decoding ? mean + levels[0] : own;
      levels[0] = mean;
      if (decoding) writeBlock(plane, width, height, top, left, dequantise(levels, step));
    }
  }
}

function codeFrame(coder, data, width, height, quality, decoding) {
  const luma = width * height;
  const step = quantiserStep(quality);
  codePlane(coder, data.subarray(0, luma), width, height, step, decoding);
  codePlane(coder, data.subarray(luma, luma * 1.25), width / 2, height / 2, step, decoding);
  codePlane(coder, data.subarray(luma * 1.25), width / 2, height / 2, step, decoding);
}

function compressVideoFrame(frame, frameIndex, config) {
  const coder = new RangeEncoder();
  codeFrame(coder, frame.data, config.width, config.height, config.quality, false);
  return coder.finish();
}

function decompressVideoFrame(data, frameIndex, config) {
  const out = new Uint8Array((config.width * config.height * 3) / 2);
  codeFrame(new RangeDecoder(data), out, config.width, config.height, config.quality, true);
  return out;
}
