/**
 * Layouts of raw frames. `yuv420p`, `yuv420p10le`: planes as a clip stores them, chroma of an odd side rounded up.
 * `i420`: what candidates see, the same planes with luma padded to even sides. `rgb24`, `bgr24`: packed.
 */
export const FRAME_FORMATS = ['yuv420p', 'yuv420p10le', 'i420', 'rgb24', 'bgr24'] as const;
export type FrameFormat = (typeof FRAME_FORMATS)[number];

const even = (side: number): number => side + (side % 2);

/** Bytes of one frame of a clip of `width` × `height` in a layout. */
export function frameBytes(format: FrameFormat, width: number, height: number): number {
  const chroma = (even(width) / 2) * (even(height) / 2);
  switch (format) {
    case 'yuv420p':
      return width * height + 2 * chroma;
    case 'yuv420p10le':
      return 2 * (width * height + 2 * chroma);
    case 'i420':
      return 6 * chroma;
    case 'rgb24':
    case 'bgr24':
      return width * height * 3;
  }
}
