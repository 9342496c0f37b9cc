import type { FramePair } from './kernels/frame-pair.ts';
import type { Kernels } from './kernels/kernels.ts';
import type { PlaneLayout } from './plane-layout.ts';

/** Luminance table of ITU-T T.81, Annex K.1: how coarsely the eye lets each frequency be coded. */
const LUMINANCE = [
  ...[16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55],
  ...[14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62],
  ...[18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92],
  ...[49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99],
];
const SIZE = 8;
/** The authors' factor: their weights are this over the table's entries, to six digits. */
const CONTRAST = 25.73509;

/** As the kernel takes them: cosines, weights of the differences, how much each coefficient masks, and one over that. */
const TABLES = [
  ...Array.from({ length: SIZE }, (_, k) => Math.cos((k * Math.PI) / (2 * SIZE)) / 2),
  ...LUMINANCE.map((step) => CONTRAST / step),
  ...LUMINANCE.map((step) => (10 / step) ** 2),
  ...LUMINANCE.map((step) => (step / 10) ** 2),
];

/**
 * Mean error energy of luma as the eye sees it: of each 8×8 block the differences of its cosine coefficients, less
 * what the block's own texture masks, weighted by contrast sensitivity. Parts of blocks at the right and lower edge do
 * not count.
 *
 * @see N. Ponomarenko et al., "On between-coefficient contrast masking of DCT basis functions", VPQM 2007
 */
export class MaskedError {
  readonly #kernels: Kernels;
  readonly #layout: PlaneLayout;
  readonly #tables: number;

  constructor(kernels: Kernels, layout: PlaneLayout) {
    this.#kernels = kernels;
    this.#layout = layout;
    this.#tables = kernels.keep(TABLES);
  }

  /** @returns null where the picture is smaller than a block */
  of({ reference, distorted }: FramePair): number | null {
    const { width, height } = this.#layout;
    const energy = this.#kernels.run.masked_error(reference, distorted, width, height, this.#tables);
    return energy < 0 ? null : energy;
  }
}
