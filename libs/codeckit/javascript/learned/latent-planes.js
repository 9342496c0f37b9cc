/** Shapes of a pyramid of latents over pictures in 4:2:0: 7 planes for luma, of 1/1 … 1/64, and 6 for both chroma planes. */
export const LUMA_LEVELS = 7;
export const CHROMA_LEVELS = 6;
export const PLANES = LUMA_LEVELS + CHROMA_LEVELS;
/** Zeros before and behind each row, and rows of zeros above and below: as far as contexts and filters reach. */
const PAD = 8;
const ROWS = 4;
const TILE = 16;

/** Coarser latents count in finer steps, up to this many halvings: each of them moves more samples. */
const MOST_HALVINGS = 3;

/** One level of the pyramid: width, height, stride, and where sample (0, 0) is in a plane of `size` samples. */
function levelOf(width, height, level) {
  const scaled = (length) => (length + (1 << level) - 1) >> level;
  const stride = PAD + Math.ceil(scaled(width) / TILE) * TILE + PAD;
  return {
    width: scaled(width),
    height: scaled(height),
    stride,
    size: (scaled(height) + 2 * ROWS) * stride,
    origin: ROWS * stride + PAD,
  };
}

/** Where each latent plane of a picture is in one block of samples. */
export class LatentPlanes {
  constructor(width, height) {
    this.levels = Array.from({ length: LUMA_LEVELS }, (_, level) => levelOf(width, height, level));
    let offset = 0;
    this.planes = Array.from({ length: PLANES }, (_, index) => {
      const isLuma = index < LUMA_LEVELS;
      const level = isLuma ? index : index - LUMA_LEVELS + 1;
      const halvings = Math.min(isLuma ? level : level - 1, MOST_HALVINGS);
      const plane = { ...this.levels[level], index, level, isLuma, offset, step: 2 ** -halvings };
      offset += plane.size;
      return plane;
    });
    /** Samples of all planes. */
    this.size = offset;
    /** Planes in the order of the stream: coarse to fine, luma first. */
    this.order = [...this.planes.slice(0, LUMA_LEVELS).toReversed(), ...this.planes.slice(LUMA_LEVELS).toReversed()];
  }

  /** The next coarser plane of the same kind; undefined for the coarsest. */
  above(plane) {
    return plane.level === LUMA_LEVELS - 1 ? undefined : this.planes[plane.index + 1];
  }

  /** The luma plane beside a chroma plane. */
  beside(plane) {
    return plane.isLuma ? undefined : this.planes[plane.level];
  }
}
