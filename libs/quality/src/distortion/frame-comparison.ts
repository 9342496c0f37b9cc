import { byPlane, type FrameErrors, type PlaneErrors } from './frame-errors.ts';
import { MaskedError } from './hvs-m.ts';
import { FramePair } from './kernels/frame-pair.ts';
import { isDeep, Kernels } from './kernels/kernels.ts';
import { MultiScaleSsim } from './ms-ssim.ts';
import { checkFrame, planeSamples, type PlaneLayout, type Samples } from './plane-layout.ts';
import { WeightedError } from './xpsnr.ts';

/** What PSNR needs of a pair of frames, with what luma is to the eye. */
export interface PerceivedErrors extends FrameErrors {
  /** Mean error energy, of {@link MaskedError}; null where no block fits. */
  readonly masked: number | null;
  /** Null where the picture is too small. */
  readonly msSsim: number | null;
  /** Squared error weighted by block, of {@link WeightedError}. */
  readonly weighted: number;
}

/** Compares the frames of a clip, given in order, by every metric that is computed here. */
export class FrameComparison {
  readonly #layout: PlaneLayout;
  readonly #kernels = new Kernels();
  readonly #pair: FramePair;
  readonly #masked: MaskedError;
  readonly #similarity: MultiScaleSsim;
  readonly #weighted: WeightedError;
  readonly #out: number;

  /** @param fps frames a second */
  constructor(layout: PlaneLayout, fps: number) {
    this.#layout = layout;
    this.#pair = new FramePair(this.#kernels, layout);
    this.#masked = new MaskedError(this.#kernels, layout);
    this.#similarity = new MultiScaleSsim(this.#kernels, layout);
    this.#weighted = new WeightedError(this.#kernels, { ...layout, fps });
    this.#out = this.#kernels.allocate(3 * 8);
  }

  /** @throws RangeError when either has not exactly the samples of the layout, or not the word size of its depth */
  next(reference: Samples, distorted: Samples): PerceivedErrors {
    checkFrame('reference', reference, this.#layout);
    checkFrame('distorted', distorted, this.#layout);
    this.#pair.load(reference, distorted);
    return {
      ...byPlane([this.#planeErrors(0), this.#planeErrors(1), this.#planeErrors(2)]),
      masked: this.#masked.of(this.#pair),
      msSsim: this.#similarity.of(this.#pair),
      weighted: this.#weighted.of(this.#pair),
    };
  }

  #planeErrors(plane: 0 | 1 | 2): PlaneErrors {
    const count = planeSamples(this.#layout)[plane];
    if (count === 0) return { squared: 0, low: 0, high: 0 };
    const { reference, distorted } = this.#pair;
    const [a, b] = [this.#pair.plane(reference, plane), this.#pair.plane(distorted, plane)];
    this.#kernels.run.plane_errors(a, b, count, Number(isDeep(this.#layout)), this.#out);
    const [squared, low, high] = this.#kernels.doubles(this.#out, 3) as unknown as [number, number, number];
    return { squared, low, high };
  }
}
