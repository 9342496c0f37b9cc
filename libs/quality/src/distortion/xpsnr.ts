import type { FramePair } from './kernels/frame-pair.ts';
import { isDeep, type Edges, type Kernels } from './kernels/kernels.ts';

export interface WeightedErrorLayout {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: number;
  /** Frames a second: faster video is weighted by how its changes change. */
  readonly fps: number;
}

const UHD_PIXELS = 3840 * 2160;
/** Side of a block at UHD; at other sizes a multiple of four of about the same share of the picture. */
const UHD_SIDE = 128;
/** Larger pictures are looked at in squares of two by two. */
const HD_PIXELS = 2048 * 1152;
/** Weights of smaller pictures are limited by their neighbours'. */
const SMALL_PIXELS = 640 * 480;
const FAST_FPS = 32;
/** What a change in time counts beside a change in space. */
const TEMPORAL_GAIN = 2;

/**
 * Squared error of luma, weighted by block: errors where the reference is active, in space or from frame to frame, count
 * less.
 *
 * A block's activity is the mean size of a high-pass over its samples plus twice that of their change in time, and at
 * least 2^(depth − 6). Its weight is the root of the picture's expected activity, over its own: the eye's sensitivity.
 *
 * @see C. Helmrich et al., "XPSNR: a low-complexity extension of the perceptually weighted peak signal-to-noise ratio for
 *   high-resolution video quality assessment", ICASSP 2020
 * @see FFmpeg, libavfilter/vf_xpsnr.c, and github.com/fraunhoferhhi/xpsnr, whose values a test holds
 */
export class WeightedError {
  readonly #kernels: Kernels;
  readonly #layout: WeightedErrorLayout;
  readonly #blocks: readonly Block[];
  readonly #columns: number;
  readonly #deep: number;

  constructor(kernels: Kernels, layout: WeightedErrorLayout) {
    const { width, height } = layout;
    this.#kernels = kernels;
    this.#layout = layout;
    this.#deep = Number(isDeep(layout));
    const side = 4 * Math.round((UHD_SIDE / 4) * Math.sqrt((width * height) / UHD_PIXELS));
    this.#columns = side === 0 ? 1 : Math.ceil(width / side);
    this.#blocks = side === 0 ? [] : blocksOf(layout, side);
  }

  /** Of a pair: a whole number. */
  of(pair: FramePair): number {
    const { reference, distorted } = pair;
    const { width, height } = this.#layout;
    const errorOf = (edges: Edges): number =>
      this.#kernels.run.block_error(reference, distorted, width, ...edges, this.#deep);
    // The picture is too small for blocks.
    if (this.#blocks.length === 0) return errorOf([0, 0, width, height]);
    const sensitivities = this.#blocks.map((block) => 1 / this.#activity(block, pair));
    if (width * height <= SMALL_PIXELS) limitByNeighbours(sensitivities, this.#columns);
    const sum = this.#blocks.reduce((total, { edges }, k) => total + errorOf(edges) * sensitivities[k]!, 0);
    return Math.round(sum * this.#expectedActivity());
  }

  /** What is typical for pictures of this size and depth. */
  #expectedActivity(): number {
    const { width, height, bitDepth } = this.#layout;
    const share = Math.max(1e-5, (width * height) / UHD_PIXELS);
    return Math.sqrt((16 * 2 ** (2 * bitDepth - 9)) / Math.sqrt(share));
  }

  #activity({ edges, inner, samples, innerSamples }: Block, pair: FramePair): number {
    if (innerSamples === 0) return 1;
    const inSpace = this.#inSpace(pair.reference, inner) / innerSamples;
    const inTime = this.#inTime(pair, edges) / samples;
    return Math.max(inSpace + TEMPORAL_GAIN * inTime, 2 ** (this.#layout.bitDepth - 6));
  }

  #inSpace(reference: number, inner: Edges): number {
    const { width, height } = this.#layout;
    const { run } = this.#kernels;
    return isLarge(this.#layout)
      ? run.high_pass_of_squares(reference, width, height, ...inner)
      : run.high_pass(reference, width, ...inner, this.#deep);
  }

  #inTime({ reference, last, before }: FramePair, edges: Edges): number {
    const { width, fps } = this.#layout;
    const { run } = this.#kernels;
    const past = Math.floor(fps) >= FAST_FPS ? before : 0;
    return isLarge(this.#layout)
      ? run.change_of_squares(reference, last, past, width, ...edges)
      : run.change(reference, last, past, width, ...edges, this.#deep);
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
  readonly edges: Edges;
  readonly samples: number;
  /** The part whose neighbours are in the picture. */
  readonly inner: Edges;
  readonly innerSamples: number;
}

const isLarge = ({ width, height }: WeightedErrorLayout): boolean => width * height > HD_PIXELS;

const areaOf = ([left, top, right, bottom]: Edges): number => Math.max(0, right - left) * Math.max(0, bottom - top);

/** Row by row; those at the right and the lower edge may be smaller. */
function blocksOf(layout: WeightedErrorLayout, side: number): Block[] {
  const { width, height } = layout;
  const border = isLarge(layout) ? 2 : 1;
  const blocks: Block[] = [];
  for (let top = 0; top < height; top += side) {
    for (let left = 0; left < width; left += side) {
      const [right, bottom] = [Math.min(left + side, width), Math.min(top + side, height)];
      const edges: Edges = [left, top, right, bottom];
      const inner: Edges = [
        ...([Math.max(left, border), Math.max(top, border)] as const),
        ...([right < width ? right : width - border, bottom < height ? bottom : height - border] as const),
      ];
      blocks.push({ edges, samples: areaOf(edges), inner, innerSamples: areaOf(inner) });
    }
  }
  return blocks;
}

/** Row by row: no block is more sensitive than the most sensitive of its neighbours left, right and above. */
function limitByNeighbours(sensitivities: number[], columns: number): void {
  sensitivities.forEach((own, k) => {
    const column = k % columns;
    const neighbours = [
      ...(column > 0 ? [sensitivities[k - 1]!] : []),
      ...(column + 1 < columns && k + 1 < sensitivities.length ? [sensitivities[k + 1]!] : []),
      ...(k >= columns ? [sensitivities[k - columns]!] : []),
    ];
    if (neighbours.length > 0) sensitivities[k] = Math.min(own, Math.max(...neighbours));
  });
}
