/** Layouts in which a candidate may ask for its frames: `COLOR = "…"`. */
export const COLORS = ['rgb24', 'bgr24', 'i420'] as const;
export type Color = (typeof COLORS)[number];

export const DEFAULT_COLOR: Color = 'rgb24';

/** One frame as the candidate sees it. */
export interface FrameGeometry {
  /** Luma columns and lines; for `i420` rounded up to even, the harness pads and crops. */
  readonly width: number;
  readonly height: number;
  /** Shape of the uint8 array, slowest dimension first: `[H, W, 3]`, or `[H * 3 / 2, W]` for `i420`. */
  readonly shape: readonly number[];
  readonly bytes: number;
}

const MAX_SIDE = 16_384;

function checkSide(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= MAX_SIDE) return;
  throw new RangeError(`${name} is ${value}: allowed are whole numbers from 1 to ${MAX_SIDE}`);
}

/**
 * Geometry of a frame of a clip of `width` × `height` in a colour layout.
 *
 * @throws RangeError naming the side, its value and what is allowed.
 */
export function frameGeometry(color: Color, width: number, height: number): FrameGeometry {
  checkSide('width', width);
  checkSide('height', height);
  if (color !== 'i420') return { width, height, shape: [height, width, 3], bytes: width * height * 3 };
  const [w, h] = [width + (width % 2), height + (height % 2)];
  return { width: w, height: h, shape: [(h * 3) / 2, w], bytes: (w * h * 3) / 2 };
}
