import type { KnownClip } from '@codecsmith/client';
import type { Color } from '@codecsmith/codec';

/** The bytes of one frame: 4:2:0 planes, or packed RGB. */
export interface RawFrame {
  readonly bytes: Uint8Array;
  readonly format: Color | KnownClip['pixelFormat'];
}

type Shape = Pick<KnownClip, 'width' | 'height' | 'matrix' | 'range'>;

/** Weights of red and blue in luma, by the names that a clip gives its matrix. */
const LUMA: Readonly<Record<string, readonly [red: number, blue: number]>> = {
  bt601: [0.299, 0.114],
  bt709: [0.2126, 0.0722],
  smpte240m: [0.212, 0.087],
  fcc: [0.3, 0.11],
  bt2020: [0.2627, 0.0593],
};

/** From this height up, a clip without a matrix is taken for BT.709, as everywhere in the lab. */
const HIGH_DEFINITION = 720;

function lumaOf({ matrix, height }: Shape): readonly [number, number] {
  const name = matrix ?? (height >= HIGH_DEFINITION ? 'bt709' : 'bt601');
  const found = LUMA[name];
  if (found === undefined) throw new RangeError(`matrix is ${name}: allowed are ${Object.keys(LUMA).join(', ')}`);
  return found;
}

/** A frame as RGBA to look at: chroma is repeated, not interpolated. */
export function rgbaOf({ bytes, format }: RawFrame, shape: Shape): ImageData {
  const image = new ImageData(shape.width, shape.height);
  if (format === 'rgb24' || format === 'bgr24') fillPacked(image, bytes, format === 'bgr24');
  else fillPlanar(image, format === 'yuv420p10le' ? upperBits(bytes) : bytes, shape, format === 'i420');
  return image;
}

function fillPacked({ data }: ImageData, bytes: Uint8Array, swapped: boolean): void {
  const [red, blue] = swapped ? [2, 0] : [0, 2];
  for (let from = 0, to = 0; to < data.length; from += 3, to += 4) {
    data[to] = bytes[from + red] ?? 0;
    data[to + 1] = bytes[from + 1] ?? 0;
    data[to + 2] = bytes[from + blue] ?? 0;
    data[to + 3] = 255;
  }
}

/** Screens show 8 bits: the upper 8 of 10. */
function upperBits(bytes: Uint8Array): Uint8Array {
  const samples = new Uint8Array(bytes.length / 2);
  for (let at = 0; at < samples.length; at += 1) {
    samples[at] = ((bytes[2 * at] ?? 0) | ((bytes[2 * at + 1] ?? 0) << 8)) >> 2;
  }
  return samples;
}

/** `padded`: the planes of a codec have even sides, those of a clip have its own. */
function fillPlanar({ data }: ImageData, bytes: Uint8Array, shape: Shape, padded: boolean): void {
  const { width, height, range } = shape;
  const [red, blue] = lumaOf(shape);
  const green = 1 - red - blue;
  const [columns, rows] = padded ? [width + (width % 2), height + (height % 2)] : [width, height];
  const [halfColumns, halfRows] = [Math.ceil(columns / 2), Math.ceil(rows / 2)];
  const [base, lumaSpan, chromaSpan] = range === 'pc' ? [0, 255, 255] : [16, 219, 224];
  const [lumaScale, chromaScale] = [255 / lumaSpan, 255 / chromaSpan];
  const [atU, atV] = [columns * rows, columns * rows + halfColumns * halfRows];
  for (let row = 0, to = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1, to += 4) {
      const chroma = (row >> 1) * halfColumns + (column >> 1);
      const y = ((bytes[row * columns + column] ?? 0) - base) * lumaScale;
      const u = ((bytes[atU + chroma] ?? 128) - 128) * chromaScale;
      const v = ((bytes[atV + chroma] ?? 128) - 128) * chromaScale;
      // The array rounds and clamps.
      data[to] = y + 2 * (1 - red) * v;
      data[to + 1] = y - (2 * blue * (1 - blue) * u + 2 * red * (1 - red) * v) / green;
      data[to + 2] = y + 2 * (1 - blue) * u;
      data[to + 3] = 255;
    }
  }
}
