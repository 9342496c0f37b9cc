import { maskedError } from './hvs-m.ts';
import { MultiScaleSsim } from './ms-ssim.ts';
import { WeightedError } from './xpsnr.ts';

/** Planes of frames: luma, then U and V, chroma of an odd side rounded up. */
export interface PlaneLayout {
  readonly width: number;
  readonly height: number;
  /** 8 to 16. */
  readonly bitDepth: number;
  /** 4:2:0 when left out; `400` has no chroma. */
  readonly chroma?: '400' | '420' | '422' | '444';
}

/** One value for each plane: Y, U, V. */
export type PerPlane = readonly [y: number, u: number, v: number];

/** What PSNR needs of one pair of frames. All sums are exact. */
export interface FrameErrors {
  /** Sum of squared differences. */
  readonly squared: PerPlane;
  /** Smallest and largest sample of the reference: equal where a plane is constant. */
  readonly referenceLow: PerPlane;
  readonly referenceHigh: PerPlane;
}

/** The same, with what luma is to the eye. */
export interface PerceivedErrors extends FrameErrors {
  /** Mean error energy; null where no block fits. */
  readonly masked: number | null;
  /** Null where the picture is too small. */
  readonly msSsim: number | null;
  /** Squared error weighted by block, of {@link WeightedError}. */
  readonly weighted: number;
}

/** Samples of a frame: bytes, or 16-bit words above 8 bit. */
export type Samples = Uint8Array | Uint16Array;

/** Samples in each plane. */
export function planeSamples({ width, height, chroma = '420' }: PlaneLayout): PerPlane {
  const columns = chroma === '444' ? width : Math.ceil(width / 2);
  const lines = chroma === '420' ? Math.ceil(height / 2) : height;
  const each = chroma === '400' ? 0 : columns * lines;
  return [width * height, each, each];
}

/** Samples in a whole frame. */
export const frameSamples = (layout: PlaneLayout): number =>
  planeSamples(layout).reduce((sum, count) => sum + count, 0);

/**
 * Compares one frame with its reference.
 *
 * @throws RangeError when either has not exactly the samples of the layout, or not the word size of its depth
 */
export function frameErrors(reference: Samples, distorted: Samples, layout: PlaneLayout): FrameErrors {
  checkFrame('reference', reference, layout);
  checkFrame('distorted', distorted, layout);
  const counts = planeSamples(layout);
  const ends = [counts[0], counts[0] + counts[1], counts[0] + counts[1] + counts[2]] as const;
  const planes = [
    planeErrors(reference, distorted, 0, ends[0]),
    planeErrors(reference, distorted, ends[0], ends[1]),
    planeErrors(reference, distorted, ends[1], ends[2]),
  ] as const;
  const pick = (key: keyof PlaneErrors): PerPlane => [planes[0][key], planes[1][key], planes[2][key]];
  return { squared: pick('squared'), referenceLow: pick('low'), referenceHigh: pick('high') };
}

/** Compares the frames of a clip, given in order, as the eye sees them too. */
export class FrameComparison {
  readonly #layout: PlaneLayout;
  readonly #weighted: WeightedError;
  readonly #similarity: MultiScaleSsim;

  /** @param fps frames a second */
  constructor(layout: PlaneLayout, fps: number) {
    this.#layout = layout;
    this.#similarity = new MultiScaleSsim(layout);
    this.#weighted = new WeightedError({ ...layout, fps });
  }

  /** @throws RangeError as {@link frameErrors}. The reference is kept: its samples must not change later. */
  next(reference: Samples, distorted: Samples): PerceivedErrors {
    const { width, height } = this.#layout;
    return {
      ...frameErrors(reference, distorted, this.#layout),
      masked: maskedError(reference, distorted, width, height),
      msSsim: this.#similarity.of(reference, distorted),
      weighted: this.#weighted.of(reference, distorted),
    };
  }
}

interface PlaneErrors {
  readonly squared: number;
  readonly low: number;
  readonly high: number;
}

function planeErrors(reference: Samples, distorted: Samples, from: number, to: number): PlaneErrors {
  let squared = 0;
  let low = reference[from] ?? 0;
  let high = low;
  for (let at = from; at < to; at += 1) {
    const sample = reference[at] as number;
    const difference = sample - (distorted[at] as number);
    squared += difference * difference;
    if (sample < low) low = sample;
    else if (sample > high) high = sample;
  }
  return { squared, low, high };
}

function checkFrame(name: string, samples: Samples, layout: PlaneLayout): void {
  const expected = frameSamples(layout);
  const bytes = layout.bitDepth === 8 ? 1 : 2;
  if (samples.length === expected && samples.BYTES_PER_ELEMENT === bytes) return;
  throw new RangeError(
    `${name} frame has ${samples.length} samples of ${samples.BYTES_PER_ELEMENT} bytes, expected ${expected} of ${bytes}`,
  );
}
