/** Planes of frames: luma, then U and V, chroma of an odd side rounded up. */
export interface PlaneLayout {
  readonly width: number;
  readonly height: number;
  /** 8 to 16. */
  readonly bitDepth: number;
  /** 4:2:0 when left out; `400` has no chroma. */
  readonly chroma?: '400' | '420' | '422' | '444';
}

/** One value for each plane: Y, U, V. */
export type PerPlane = readonly [y: number, u: number, v: number];

/** Samples of a frame: bytes, or 16-bit words above 8 bit. */
export type Samples = Uint8Array | Uint16Array;

/** Samples in each plane. */
export function planeSamples({ width, height, chroma = '420' }: PlaneLayout): PerPlane {
  const columns = chroma === '444' ? width : Math.ceil(width / 2);
  const lines = chroma === '420' ? Math.ceil(height / 2) : height;
  const each = chroma === '400' ? 0 : columns * lines;
  return [width * height, each, each];
}

/** Samples in a whole frame. */
export const frameSamples = (layout: PlaneLayout): number =>
  planeSamples(layout).reduce((sum, count) => sum + count, 0);

/** @throws RangeError when a frame has not exactly the samples of the layout, or not the word size of its depth */
export function checkFrame(name: string, samples: Samples, layout: PlaneLayout): void {
  const expected = frameSamples(layout);
  const bytes = layout.bitDepth === 8 ? 1 : 2;
  if (samples.length === expected && samples.BYTES_PER_ELEMENT === bytes) return;
  throw new RangeError(
    `${name} frame has ${samples.length} samples of ${samples.BYTES_PER_ELEMENT} bytes, expected ${expected} of ${bytes}`,
  );
}
