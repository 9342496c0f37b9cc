import { drawAlteration } from './alteration.ts';
import type { ClipRecord } from './clip-record.ts';
import { deriveClip, type Derivation, type DeriveOptions } from './derive-clip.ts';

/** Most columns and lines that are cut away on one side; sides that are shorter than the smallest stay whole. */
const MOST_CUT = 8;
const SMALLEST_SIDE = 64;

/**
 * Draws a mirror image with a margin cut off, at even offsets, and with altered samples: no lookup by content
 * recognises it, and an honest codec codes it much as it codes the clip.
 *
 * @param below a random whole number from 0 up to but not including its argument
 */
export function drawVariant(
  { width, height, frames, pixelFormat }: ClipRecord,
  below: (count: number) => number,
): Derivation {
  const cut = (side: number): [start: number, length: number] => {
    const even = side - (side % 2);
    if (even < SMALLEST_SIDE) return [0, even];
    const [first, last] = [2 * below(MOST_CUT / 2 + 1), 2 * below(MOST_CUT / 2 + 1)];
    return [first, even - first - last];
  };
  const [[x, columns], [y, lines]] = [cut(width), cut(height)];
  const crop = { x, y, width: columns, height: lines };
  const alteration = pixelFormat === 'yuv420p' ? { alteration: drawAlteration(below) } : {};
  return { firstFrame: 0, frames, crop, flip: true, ...alteration };
}

/** Stores a part or mirror image of a clip as a clip of its own that says whose it is. */
export async function makeVariant(
  source: ClipRecord,
  derivation: Derivation,
  options: DeriveOptions,
): Promise<ClipRecord> {
  return { ...(await deriveClip(source, derivation, options)), variantOf: source.digest };
}
