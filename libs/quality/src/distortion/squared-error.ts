import type { Samples } from './plane-layout.ts';

/** Sum of squared differences of two equally long runs of samples. */
export function squaredError(reference: Samples, distorted: Samples): number {
  let sum = 0;
  for (let at = 0; at < reference.length; at += 1) {
    const difference = (reference[at] as number) - (distorted[at] as number);
    sum += difference * difference;
  }
  return sum;
}
