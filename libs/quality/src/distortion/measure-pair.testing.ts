import { FrameComparison } from './frame-comparison.ts';
import { perceivedOf, type Perceived } from './perceived.ts';
import { frameSamples, type PlaneLayout, type Samples } from './plane-layout.ts';
import { psnrOf, type Psnr } from './psnr.ts';

/**
 * Compares two clips of raw planes held in memory.
 *
 * @throws RangeError when either is not exactly `frames` frames long
 */
export function measurePair(
  reference: Samples,
  distorted: Samples,
  layout: PlaneLayout & { readonly frames: number; readonly fps?: number },
): Psnr & { readonly perceived: Perceived } {
  const each = frameSamples(layout);
  for (const [name, samples] of Object.entries({ reference, distorted })) {
    if (samples.length !== each * layout.frames) {
      throw new RangeError(`${name} has ${samples.length} samples, expected exactly ${each * layout.frames}`);
    }
  }
  const fps = layout.fps ?? 25;
  const comparison = new FrameComparison(layout, fps);
  const errors = Array.from({ length: layout.frames }, (_, index) => {
    const [from, to] = [index * each, (index + 1) * each];
    return comparison.next(reference.subarray(from, to), distorted.subarray(from, to));
  });
  return { ...psnrOf(errors, layout), perceived: perceivedOf(errors, layout, fps) };
}
