import type { FramePair } from './kernels/frame-pair.ts';
import type { Kernels } from './kernels/kernels.ts';
import type { PlaneLayout } from './plane-layout.ts';

/** Five halvings of an 11-tap window: smaller pictures have no MS-SSIM. */
export const MS_SSIM_LEAST_SIDE = 176;
/** Exponents of contrast and structure, from the whole picture to its smallest; luminance counts in the last alone. */
const EXPONENTS = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333] as const;
const LIMITS = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
/** Half of the window, from its middle: a Gaussian of 11 taps, σ 1.5. */
const WINDOW = gaussian(5, 1.5);
const TAPS = 11;
/** Half of the low-pass before each halving: the 9/7 biorthogonal wavelet, to the six digits that libvmaf has. */
const LOW_PASS = [0.602914, 0.266846, -0.078201, -0.016828, 0.026727];
const DOUBLE = 8;

function gaussian(reach: number, sigma: number): readonly number[] {
  const half = Array.from({ length: reach + 1 }, (_, k) => Math.exp(-(k * k) / (2 * sigma * sigma)));
  const sum = half.reduce((total, each, k) => total + (k === 0 ? each : 2 * each), 0);
  return half.map((each) => each / sum);
}

/** One size of the pyramid: addresses of both pictures on the scale of 8 bits. */
interface Level {
  readonly width: number;
  readonly height: number;
  readonly a: number;
  readonly b: number;
}

/**
 * Multi-scale SSIM of luma, with the windows, the low-pass and the borders of libvmaf's `float_ms_ssim`.
 *
 * @see Z. Wang, E. Simoncelli, A. Bovik, "Multi-scale structural similarity for image quality assessment", 2003
 */
export class MultiScaleSsim {
  readonly #kernels: Kernels;
  readonly #levels: readonly Level[];
  readonly #scale: number;
  readonly #window: number;
  readonly #limits: number;
  readonly #lowPass: number;
  readonly #line: number;
  readonly #sums: number;

  constructor(kernels: Kernels, { width, height, bitDepth }: PlaneLayout) {
    this.#kernels = kernels;
    this.#scale = 2 ** (8 - bitDepth);
    this.#levels = Math.min(width, height) < MS_SSIM_LEAST_SIDE ? [] : pyramid(kernels, width, height);
    this.#window = kernels.keep(WINDOW);
    this.#limits = kernels.keep(LIMITS);
    this.#lowPass = kernels.keep(LOW_PASS);
    this.#line = kernels.allocate((width + 2 * LOW_PASS.length) * DOUBLE);
    this.#sums = kernels.allocate(3 * DOUBLE);
  }

  /** @returns null where a side is under {@link MS_SSIM_LEAST_SIDE} */
  of({ reference, distorted }: FramePair): number | null {
    const [first] = this.#levels;
    if (first === undefined) return null;
    const { run } = this.#kernels;
    run.fill(reference, first.a, first.width * first.height, this.#scale);
    run.fill(distorted, first.b, first.width * first.height, this.#scale);
    let product = 1;
    this.#levels.forEach((level, index) => {
      const larger = this.#levels[index - 1];
      if (larger !== undefined) this.#halve(larger, level);
      product *= this.#similarity(level, EXPONENTS[index]!, index === EXPONENTS.length - 1);
    });
    return product;
  }

  #halve({ width, height, a, b }: Level, to: Level): void {
    this.#kernels.run.halve(a, width, height, to.a, this.#lowPass, this.#line);
    this.#kernels.run.halve(b, width, height, to.b, this.#lowPass, this.#line);
  }

  /** Of the means over all windows that fit. */
  #similarity({ width, height, a, b }: Level, exponent: number, withLuminance: boolean): number {
    const out = this.#sums;
    this.#kernels.run.similarity(a, b, width, height, this.#window, this.#limits, Number(withLuminance), out);
    const windows = (width - TAPS + 1) * (height - TAPS + 1);
    const [luminance, contrast, structure] = Array.from(this.#kernels.doubles(out, 3), (sum) => sum / windows) as [
      ...[number, number, number],
    ];
    return contrast ** exponent * Math.max(0, structure) ** exponent * (withLuminance ? luminance ** exponent : 1);
  }
}

function pyramid(kernels: Kernels, width: number, height: number): Level[] {
  return EXPONENTS.map((_, index) => {
    const [w, h] = [Math.ceil(width / 2 ** index), Math.ceil(height / 2 ** index)];
    const plane = (): number => kernels.allocate(w * h * DOUBLE);
    return { width: w, height: h, a: plane(), b: plane() };
  });
}
