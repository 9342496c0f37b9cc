import { CUBIC_TAPS } from './overfitted-synthesis.js';

/** Latents below this much of a step start as zero. */
const DEAD_ZONE = 0.2;
/** Samples that an even and an odd sample of the finer plane take of the coarser one, by tap. */
const EVEN = [-2, -1, 0, 1];
const ODD = [2, 1, 0, -1];

/** Plane of half the width and height: means of two by two samples. */
function halved({ data, width, height }) {
  const [w, h] = [(width + 1) >> 1, (height + 1) >> 1];
  const out = new Float32Array(w * h);
  for (let y = 0; y < h; y += 1)
    for (let x = 0; x < w; x += 1) {
      const [top, bottom] = [2 * y * width, Math.min(2 * y + 1, height - 1) * width];
      const [left, right] = [2 * x, Math.min(2 * x + 1, width - 1)];
      out[y * w + x] = (data[top + left] + data[top + right] + data[bottom + left] + data[bottom + right]) / 4;
    }
  return { data: out, width: w, height: h };
}

/** One direction of the upsampling that the synthesis does: `count` lines of `size` samples to `wanted` each. */
function raisedLines(data, { size, wanted, count, step, next, outStep, outNext }) {
  const out = new Float32Array(wanted * count);
  for (let line = 0; line < count; line += 1)
    for (let k = 0; k < wanted; k += 1) {
      let sum = 0;
      for (let tap = 0; tap < 4; tap += 1) {
        const at = Math.min(size - 1, Math.max(0, (k >> 1) + (k & 1 ? ODD : EVEN)[tap]));
        sum += CUBIC_TAPS[tap] * data[line * next + at * step];
      }
      out[line * outNext + k * outStep] = sum;
    }
  return out;
}

function raised({ data, width, height }, to) {
  const tall = raisedLines(data, {
    size: height,
    wanted: to.height,
    count: width,
    step: width,
    next: 1,
    outStep: width,
    outNext: 1,
  });
  const across = {
    size: width,
    wanted: to.width,
    count: to.height,
    step: 1,
    next: width,
    outStep: 1,
    outNext: to.width,
  };
  return raisedLines(tall, across);
}

/**
 * Latents of a Laplacian pyramid of a plane, finest first: what each level adds to the upsampled coarser ones, in its own
 * steps, with a mild dead zone.
 */
export function pyramidLatents(plane, steps) {
  const levels = [plane];
  while (levels.length < steps.length) levels.push(halved(levels.at(-1)));
  const latents = new Array(steps.length);
  let sum;
  for (let level = steps.length - 1; level >= 0; level -= 1) {
    const { data, width, height } = levels[level];
    const base = sum === undefined ? new Float32Array(data.length) : raised(sum, { width, height });
    const own = new Float32Array(data.length);
    for (let k = 0; k < data.length; k += 1) {
      const wanted = (data[k] - base[k]) / steps[level];
      own[k] = Math.sign(wanted) * Math.max(0, Math.abs(wanted) - DEAD_ZONE);
      base[k] += Math.round(own[k]) * steps[level];
    }
    latents[level] = own;
    sum = { data: base, width, height };
  }
  return latents;
}

/** The direction [u, v] in which both chroma planes vary most, and their means. */
export function chromaAxis(pictures) {
  const means = [0, 1].map((k) => meanOf(pictures.map((picture) => picture[1 + k])));
  let [uu, uv, vv] = [0, 0, 0];
  for (const [, u, v] of pictures)
    u.forEach((value, k) => {
      const [a, b] = [value - means[0], v[k] - means[1]];
      uu += a * a;
      uv += a * b;
      vv += b * b;
    });
  const length = Math.sqrt((uu - vv) ** 2 + 4 * uv * uv);
  const twice = length > 0 ? (uu - vv) / length : 1;
  const axis = [Math.sqrt((1 + twice) / 2), (uv < 0 ? -1 : 1) * Math.sqrt((1 - twice) / 2)];
  return { axis, means };
}

/** Mean of all samples of some planes. */
export function meanOf(planes) {
  let [sum, count] = [0, 0];
  for (const plane of planes) {
    for (const value of plane) sum += value;
    count += plane.length;
  }
  return sum / count;
}
