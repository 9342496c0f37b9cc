import type { Samples } from './frame-errors.ts';

export interface WeightedErrorLayout {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: number;
  /** Frames a second: faster video is weighted by how its changes change. */
  readonly fps: number;
}

const UHD_PIXELS = 3840 * 2160;
/** Larger pictures are looked at in squares of two by two. */
const HD_PIXELS = 2048 * 1152;
/** Weights of smaller pictures are smoothed. */
const SMOOTHED_PIXELS = 640 * 480;
const FAST_FPS = 32;
const TEMPORAL_GAIN = 2;

/**
 * Squared error of luma, weighted by block: errors where the reference is busy, in space or from frame to frame, count
 * less. Frames are given in order; their past is kept.
 *
 * @see C. Helmrich et al., "XPSNR: a low-complexity extension of the perceptually weighted peak signal-to-noise ratio",
 *   ICASSP 2020; square blocks, limits and smoothing as in ffmpeg's filter `xpsnr`
 */
export class WeightedError {
  readonly #layout: WeightedErrorLayout;
  /** Side of a block; under 4 the picture is too small for weights. */
  readonly #side: number;
  readonly #columns: number;
  readonly #weights: Float64Array;
  readonly #errors: Float64Array;
  /** The two frames before, zeros at first. */
  #last: Samples;
  #before: Samples;

  constructor(layout: WeightedErrorLayout) {
    const { width, height } = layout;
    this.#layout = layout;
    this.#side = 4 * Math.floor(32 * Math.sqrt((width * height) / UHD_PIXELS) + 0.5);
    this.#columns = Math.ceil(width / Math.max(1, this.#side));
    const blocks = this.#columns * Math.ceil(height / Math.max(1, this.#side));
    this.#weights = new Float64Array(blocks);
    this.#errors = new Float64Array(blocks);
    this.#last = new Uint16Array(width * height);
    this.#before = this.#last;
  }

  /** Of the next frame: a whole number, as the filter rounds it. The reference is kept: it must not change later. */
  of(reference: Samples, distorted: Samples): number {
    const { width, height, bitDepth } = this.#layout;
    const side = this.#side;
    const squared = (x: number, y: number, w: number, h: number): number =>
      squaredIn(reference, distorted, { x, y, w, h }, width);
    if (side < 4) return squared(0, 0, width, height);
    let block = 0;
    for (let y = 0; y < height; y += side) {
      for (let x = 0; x < width; x += side) {
        const [w, h] = [Math.min(side, width - x), Math.min(side, height - y)];
        this.#errors[block] = squared(x, y, w, h);
        this.#weights[block] = 1 / this.#activity(reference, { x, y, w, h });
        if (width * height <= SMOOTHED_PIXELS) this.#smooth(block, x + side >= width && y + side >= height);
        block += 1;
      }
    }
    [this.#before, this.#last] = [this.#last, reference];
    const mean = Math.sqrt((16 * 2 ** (2 * bitDepth - 9)) / Math.sqrt(Math.max(1e-5, (width * height) / UHD_PIXELS)));
    let sum = 0;
    for (let at = 0; at < block; at += 1) sum += this.#errors[at]! * this.#weights[at]!;
    return Math.floor(sum * mean + 0.5);
  }

  /** How busy a block of the reference is, not under a least. */
  #activity(reference: Samples, block: Block): number {
    const { width, height, bitDepth, fps } = this.#layout;
    const isLarge = width * height > HD_PIXELS;
    const inner = insideOf(block, isLarge ? 2 : 1, width, height);
    if (inner === undefined) return 1;
    const spatial = (isLarge ? highPass2 : highPass)(reference, inner, width, height);
    const isFast = Math.floor(fps) >= FAST_FPS;
    const change = { now: reference, last: this.#last, before: isFast ? this.#before : undefined };
    const temporal = (isLarge ? changes2 : changes)(change, block, width) * TEMPORAL_GAIN;
    const activity =
      spatial / ((inner.right - inner.left) * (inner.bottom - inner.top)) + temporal / (block.w * block.h);
    return Math.max(activity, 2 ** (bitDepth - 6));
  }

  /** A block weighs no more than the most of its neighbours that are known. */
  #smooth(block: number, isLast: boolean): void {
    const [weights, columns] = [this.#weights, this.#columns];
    const column = block % columns;
    let most = column === 0 ? (block > 1 ? weights[block - 2]! : 0) : weights[block]!;
    if (column > 1) most = Math.max(most, weights[block - 2]!);
    if (block > columns) most = Math.max(most, weights[block - 1 - columns]!);
    if (block > 0 && weights[block - 1]! > most) weights[block - 1] = most;
    if (!isLast || block <= columns) return;
    weights[block] = Math.min(weights[block]!, Math.max(weights[block - 1]!, weights[block - columns]!));
  }
}

/** @returns XPSNR of one frame; Infinity where nothing differs. @param weighted of {@link WeightedError} */
export const xpsnrOf = (weighted: number, { width, height, bitDepth }: WeightedErrorLayout): number =>
  10 * Math.log10((width * height * (2 ** bitDepth - 1) ** 2) / weighted);

/** Of all frames, by the mean of the roots of their errors; where these are tiny, the mean of the frames' values. */
export function pooledXpsnr(weighted: readonly number[], layout: WeightedErrorLayout): number {
  const mean = weighted.reduce((sum, each) => sum + Math.sqrt(each), 0) / weighted.length;
  if (mean >= 1) return xpsnrOf(mean * mean, layout);
  return weighted.reduce((sum, each) => sum + xpsnrOf(each, layout), 0) / weighted.length;
}

interface Block {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

interface Inner {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The part of a block whose neighbours are in the picture; undefined where none is. */
function insideOf({ x, y, w, h }: Block, border: number, width: number, height: number): Inner | undefined {
  const [left, top] = [x > 0 ? x : border, y > 0 ? y : border];
  const [right, bottom] = [x + w < width ? x + w : width - border, y + h < height ? y + h : height - border];
  return right <= left || bottom <= top ? undefined : { left, top, right, bottom };
}

function squaredIn(reference: Samples, distorted: Samples, { x, y, w, h }: Block, width: number): number {
  let sum = 0;
  for (let row = y; row < y + h; row += 1) {
    for (let at = row * width + x, end = at + w; at < end; at += 1) {
      const difference = reference[at]! - distorted[at]!;
      sum += difference * difference;
    }
  }
  return sum;
}

function highPass(plane: Samples, { left, top, right, bottom }: Inner, width: number): number {
  let sum = 0;
  for (let y = top; y < bottom; y += 1) {
    for (let x = left, at = y * width + left; x < right; x += 1, at += 1) {
      const beside = plane[at - 1]! + plane[at + 1]! + plane[at - width]! + plane[at + width]!;
      const [above, below] = [at - width, at + width];
      const corners = plane[above - 1]! + plane[above + 1]! + plane[below - 1]! + plane[below + 1]!;
      sum += Math.abs(12 * plane[at]! - 2 * beside - corners);
    }
  }
  return sum;
}

/** Weights by row from two above to three below a square, each of columns from two before to three after it. */
const SQUARE_HIGH_PASS = [
  [0, -1, -1, -1, -1, 0],
  [-1, -2, -3, -3, -2, -1],
  [-1, -3, 12, 12, -3, -1],
  [-1, -3, 12, 12, -3, -1],
  [-1, -2, -3, -3, -2, -1],
  [0, -1, -1, -1, -1, 0],
] as const;

function highPass2(plane: Samples, { left, top, right, bottom }: Inner, width: number, height: number): number {
  let sum = 0;
  for (let y = top; y < bottom && y + 3 < height; y += 2) {
    for (let x = left; x < right && x + 3 < width; x += 2) {
      let value = 0;
      for (let row = 0; row < 6; row += 1) {
        const weights = SQUARE_HIGH_PASS[row]!;
        const at = (y + row - 2) * width + x - 2;
        for (let column = 0; column < 6; column += 1) value += weights[column]! * plane[at + column]!;
      }
      sum += Math.abs(value);
    }
  }
  return sum;
}

interface Change {
  readonly now: Samples;
  readonly last: Samples;
  /** The frame before the last, where the change of the change counts. */
  readonly before: Samples | undefined;
}

function changes({ now, last, before }: Change, { x, y, w, h }: Block, width: number): number {
  let sum = 0;
  for (let row = y; row < y + h; row += 1) {
    for (let at = row * width + x, end = at + w; at < end; at += 1) {
      const change = before === undefined ? now[at]! - last[at]! : now[at]! - 2 * last[at]! + before[at]!;
      sum += Math.abs(change);
    }
  }
  return sum;
}

function changes2({ now, last, before }: Change, { x, y, w, h }: Block, width: number): number {
  const square = (plane: Samples, at: number): number =>
    plane[at]! + plane[at + 1]! + plane[at + width]! + plane[at + width + 1]!;
  let sum = 0;
  for (let row = y; row + 1 < y + h; row += 2) {
    for (let at = row * width + x, end = at + w; at + 1 < end; at += 2) {
      const [a, b] = [square(now, at), square(last, at)];
      sum += Math.abs(before === undefined ? a - b : a - 2 * b + square(before, at));
    }
  }
  return sum;
}
