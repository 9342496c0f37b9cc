import { frameSamples, planeSamples, type PlaneLayout, type Samples } from '../plane-layout.ts';
import type { Kernels } from './kernels.ts';

const WORD = 2;

/** A frame and its reference where the kernels read them, with the luma of the two references before. */
export class FramePair {
  readonly distorted: number;
  readonly #kernels: Kernels;
  readonly #samples: number;
  readonly #luma: number;
  #reference: number;
  #last: number;
  #before: number;

  constructor(kernels: Kernels, layout: PlaneLayout) {
    this.#kernels = kernels;
    this.#samples = frameSamples(layout);
    [this.#luma] = planeSamples(layout);
    const frame = (): number => kernels.allocate(this.#samples * WORD);
    this.distorted = frame();
    [this.#reference, this.#last, this.#before] = [frame(), frame(), frame()];
  }

  get reference(): number {
    return this.#reference;
  }

  /** Luma of the reference before: zeros at first. */
  get last(): number {
    return this.#last;
  }

  /** Luma of the one before that. */
  get before(): number {
    return this.#before;
  }

  load(reference: Samples, distorted: Samples): void {
    this.#kernels.words(this.distorted, this.#samples).set(distorted);
    [this.#reference, this.#last, this.#before] = [this.#before, this.#reference, this.#last];
    this.#kernels.words(this.#reference, this.#samples).set(reference);
  }

  /** Address of a plane of a frame. */
  plane(frame: number, plane: 0 | 1 | 2): number {
    const chroma = (this.#samples - this.#luma) / 2;
    return frame + WORD * (plane === 0 ? 0 : this.#luma + (plane - 1) * chroma);
  }
}
