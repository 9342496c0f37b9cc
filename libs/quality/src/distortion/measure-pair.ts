import { frameErrors, frameSamples, type PlaneLayout, type Samples } from './frame-errors.ts';
import { psnrDb, psnrOf, type Db, type Psnr } from './psnr.ts';

/**
 * Compares two clips of raw planes held in memory.
 *
 * @throws RangeError when either is not exactly `frames` frames long
 */
export function measurePair(
  reference: Samples,
  distorted: Samples,
  layout: PlaneLayout & { readonly frames: number },
): Psnr {
  const each = frameSamples(layout);
  for (const [name, samples] of Object.entries({ reference, distorted })) {
    if (samples.length !== each * layout.frames) {
      throw new RangeError(`${name} has ${samples.length} samples, expected exactly ${each * layout.frames}`);
    }
  }
  const errors = Array.from({ length: layout.frames }, (_, index) => {
    const [from, to] = [index * each, (index + 1) * each];
    return frameErrors(reference.subarray(from, to), distorted.subarray(from, to), layout);
  });
  return psnrOf(errors, layout);
}

/** PSNR over all samples of two packed 8-bit pictures of any layout: `psnr_rgb` for RGB. */
export function psnrPacked(reference: Uint8Array, distorted: Uint8Array): Db {
  if (reference.length !== distorted.length || reference.length === 0) {
    throw new RangeError(`distorted has ${distorted.length} bytes, expected exactly ${reference.length}, and not 0`);
  }
  return psnrDb(squaredError(reference, distorted) / reference.length, 255);
}

/** Sum of squared differences of two equally long runs of samples. */
export function squaredError(reference: Samples, distorted: Samples): number {
  let sum = 0;
  for (let at = 0; at < reference.length; at += 1) {
    const difference = (reference[at] as number) - (distorted[at] as number);
    sum += difference * difference;
  }
  return sum;
}
