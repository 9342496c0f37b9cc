import { checkFrame, planeSamples, type PerPlane, type PlaneLayout, type Samples } from './plane-layout.ts';

/** What PSNR needs of one pair of frames. All sums are exact. */
export interface FrameErrors {
  /** Sum of squared differences. */
  readonly squared: PerPlane;
  /** Smallest and largest sample of the reference: equal where a plane is constant. */
  readonly referenceLow: PerPlane;
  readonly referenceHigh: PerPlane;
}

/**
 * Compares one frame with its reference.
 *
 * @throws RangeError when either has not exactly the samples of the layout, or not the word size of its depth
 */
export function frameErrors(reference: Samples, distorted: Samples, layout: PlaneLayout): FrameErrors {
  checkFrame('reference', reference, layout);
  checkFrame('distorted', distorted, layout);
  const counts = planeSamples(layout);
  const ends = [counts[0], counts[0] + counts[1], counts[0] + counts[1] + counts[2]] as const;
  return byPlane([
    planeErrors(reference, distorted, 0, ends[0]),
    planeErrors(reference, distorted, ends[0], ends[1]),
    planeErrors(reference, distorted, ends[1], ends[2]),
  ]);
}

export interface PlaneErrors {
  readonly squared: number;
  readonly low: number;
  readonly high: number;
}

export function byPlane(planes: readonly [PlaneErrors, PlaneErrors, PlaneErrors]): FrameErrors {
  const pick = (key: keyof PlaneErrors): PerPlane => [planes[0][key], planes[1][key], planes[2][key]];
  return { squared: pick('squared'), referenceLow: pick('low'), referenceHigh: pick('high') };
}

function planeErrors(reference: Samples, distorted: Samples, from: number, to: number): PlaneErrors {
  let squared = 0;
  let low = reference[from] ?? 0;
  let high = low;
  for (let at = from; at < to; at += 1) {
    const sample = reference[at] as number;
    const difference = sample - (distorted[at] as number);
    squared += difference * difference;
    if (sample < low) low = sample;
    else if (sample > high) high = sample;
  }
  return { squared, low, high };
}
