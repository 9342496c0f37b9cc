/** The kernels for learned codecs in plain JavaScript, with lists for planes: what the WebAssembly is compared with. */

interface Layer {
  readonly ins: number;
  readonly outs: number;
}
interface Size {
  readonly width: number;
  readonly height: number;
}
const at = (values: readonly number[] | undefined, k: number): number => values?.[k] ?? 0;
const relu = (value: number): number => Math.max(0, value);

/** outs of W x + b for one sample; weights start at `from`. */
function affine(
  x: readonly number[],
  weights: readonly number[],
  from: { w: number; b?: number },
  outs: number,
): number[] {
  return Array.from({ length: outs }, (_, o) =>
    x.reduce(
      (sum, value, i) => sum + value * at(weights, from.w + o * x.length + i),
      from.b === undefined ? 0 : at(weights, from.b + o),
    ),
  );
}

/** W2 relu(W1 x + b1) + b2 + S x of every sample; x: a list for each input. */
export function pointwise(
  x: readonly (readonly number[])[],
  weights: readonly number[],
  { ins, hidden, outs }: Layer & { readonly hidden: number },
): number[][] {
  const b1 = hidden * ins;
  const w2 = b1 + hidden;
  const b2 = w2 + outs * hidden;
  const out = Array.from({ length: outs }, () => new Array<number>());
  x[0]?.forEach((_, k) => {
    const sample = x.map((plane) => at(plane, k));
    const units = affine(sample, weights, { w: 0, b: b1 }, hidden).map(relu);
    const skip = affine(sample, weights, { w: b2 + outs }, outs);
    affine(units, weights, { w: w2, b: b2 }, outs).forEach((value, o) => out[o]?.push(value + at(skip, o)));
  });
  return out;
}

/** b + W * x with zeros around the planes. */
export function filter3(
  x: readonly (readonly number[])[],
  weights: readonly number[],
  { width, height, ins, outs }: Layer & Size,
): number[][] {
  const sample = (plane: number, y: number, column: number): number =>
    y < 0 || column < 0 || y >= height || column >= width ? 0 : at(x[plane], y * width + column);
  return Array.from({ length: outs }, (_, o) =>
    Array.from({ length: width * height }, (_, k) => {
      let sum = at(weights, o);
      for (let i = 0; i < ins; i += 1)
        for (let tap = 0; tap < 9; tap += 1) {
          const [dy, dx] = [Math.floor(tap / 3) - 1, (tap % 3) - 1];
          sum += at(weights, outs + (o * ins + i) * 9 + tap) * sample(i, Math.floor(k / width) + dy, (k % width) + dx);
        }
      return sum;
    }),
  );
}

/** Twice the size by four taps in each direction; edges repeat. */
export function upsample(
  x: readonly number[],
  { from, to }: { from: Size; to: Size },
  taps: readonly number[],
): number[] {
  const reach = (k: number, tap: number, size: number): number =>
    Math.min(size - 1, Math.max(0, (k >> 1) + (k % 2 === 1 ? 2 - tap : tap - 2)));
  return Array.from({ length: to.width * to.height }, (_, k) => {
    const [y, column] = [Math.floor(k / to.width), k % to.width];
    let sum = 0;
    for (let down = 0; down < 4; down += 1)
      for (let across = 0; across < 4; across += 1) {
        const place = reach(y, down, from.height) * from.width + reach(column, across, from.width);
        sum += at(taps, down) * at(taps, across) * at(x, place);
      }
    return sum;
  });
}

/** Bits of latents under Laplace distributions whose means and log-scales a network over contexts gives; biases come last. */
export function laplace(
  q: readonly number[],
  contexts: readonly (readonly number[])[],
  weights: readonly number[],
  { count, hidden }: { readonly count: number; readonly hidden: number },
): number {
  const b1 = hidden * count;
  const w2 = b1 + hidden;
  const b2 = w2 + hidden * hidden;
  const w3 = b2 + hidden;
  const skip = w3 + 2 * hidden;
  const biases = skip + 2 * count;
  return q.reduce((bits, value, k) => {
    const sample = contexts.map((plane) => at(plane, k));
    const first = affine(sample, weights, { w: 0, b: b1 }, hidden).map(relu);
    const second = affine(first, weights, { w: w2, b: b2 }, hidden).map(relu);
    const direct = affine(sample, weights, { w: skip }, 2);
    const [mean = 0, scale = 0] = affine(second, weights, { w: w3, b: biases }, 2).map((out, o) => out + at(direct, o));
    return bits - Math.log2(chance(value - mean, Math.exp(Math.min(5, Math.max(-3.5, scale)))) + 1e-5);
  }, 0);
}

const chance = (distance: number, rate: number): number => {
  const below = (z: number) => (z < 0 ? Math.exp(z * rate) / 2 : 1 - Math.exp(-z * rate) / 2);
  return below(distance + 0.5) - below(distance - 0.5);
};
