import type { Samples } from './frame-errors.ts';

/** Five halvings of an 11-tap window: smaller pictures have no MS-SSIM. */
export const MS_SSIM_LEAST_SIDE = 176;
/** Exponents of contrast and structure, from the whole picture to its smallest; luminance counts in the last alone. */
const EXPONENTS = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333] as const;
const [C1, C2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
/** Half of the window, from its middle: a Gaussian of 11 taps, σ 1.5. */
const WINDOW = gaussian(5, 1.5);
const TAPS = 11;
/** Half of the low-pass before each halving: the 9/7 biorthogonal wavelet, to the six digits that libvmaf has. */
const LOW_PASS = [0.602914, 0.266846, -0.078201, -0.016828, 0.026727] as const;

function gaussian(reach: number, sigma: number): readonly number[] {
  const half = Array.from({ length: reach + 1 }, (_, k) => Math.exp(-(k * k) / (2 * sigma * sigma)));
  const sum = half.reduce((total, each, k) => total + (k === 0 ? each : 2 * each), 0);
  return half.map((each) => each / sum);
}

/** One size of the pyramid: both pictures on the scale of 8 bits, and what it takes to make and compare them. */
interface Level {
  readonly width: number;
  readonly height: number;
  readonly a: Float64Array;
  readonly b: Float64Array;
  /** Of the larger level, filtered along its rows. */
  readonly rows: Float64Array;
  readonly columns: number;
  /** The last rows of each field, filtered along the row: none is filtered twice. */
  readonly rings: readonly Float64Array[];
  readonly means: readonly Float64Array[];
  readonly row: readonly Float64Array[];
}

/** What a window is made of: both pictures, their squares, their product. */
const FIELDS = 5;

function levelOf(width: number, height: number, heightBefore: number): Level {
  const columns = width - TAPS + 1;
  const fields = (length: number) => Array.from({ length: FIELDS }, () => new Float64Array(length));
  return {
    ...{ width, height, columns },
    a: new Float64Array(width * height),
    b: new Float64Array(width * height),
    rows: new Float64Array(width * heightBefore),
    ...{ rings: fields(TAPS * columns), means: fields(columns), row: fields(width) },
  };
}

/**
 * Multi-scale SSIM of planes of one size, with the windows, the low-pass and the borders of libvmaf's `float_ms_ssim`.
 *
 * @see Z. Wang, E. Simoncelli, A. Bovik, "Multi-scale structural similarity for image quality assessment", 2003
 */
export class MultiScaleSsim {
  readonly #levels: readonly Level[];
  readonly #scale: number;

  constructor({
    width,
    height,
    bitDepth,
  }: {
    readonly width: number;
    readonly height: number;
    readonly bitDepth: number;
  }) {
    this.#scale = 2 ** (8 - bitDepth);
    const fits = Math.min(width, height) >= MS_SSIM_LEAST_SIDE;
    const levels = fits ? [levelOf(width, height, 0)] : [];
    while (fits && levels.length < EXPONENTS.length) {
      const { width: w, height: h } = levels.at(-1)!;
      levels.push(levelOf(Math.ceil(w / 2), Math.ceil(h / 2), h));
    }
    this.#levels = levels;
  }

  /** @returns null where a side is under {@link MS_SSIM_LEAST_SIDE} */
  of(reference: Samples, distorted: Samples): number | null {
    const [first] = this.#levels;
    if (first === undefined) return null;
    fill(first.a, reference, this.#scale);
    fill(first.b, distorted, this.#scale);
    let product = 1;
    this.#levels.forEach((level, index) => {
      const larger = this.#levels[index - 1];
      if (larger !== undefined) halve(larger, level);
      const exponent = EXPONENTS[index]!;
      const { luminance, contrast, structure } = meansOf(level);
      product *= contrast ** exponent * Math.max(0, structure) ** exponent;
      if (index === EXPONENTS.length - 1) product *= luminance ** exponent;
    });
    return product;
  }
}

function fill(plane: Float64Array, samples: Samples, scale: number): void {
  for (let at = 0; at < plane.length; at += 1) plane[at] = samples[at]! * scale;
}

/** Every second sample of the filtered plane; samples beyond a border mirror those before it. */
function halve(from: Level, to: Level): void {
  halvePlane(from, from.a, to, to.a);
  halvePlane(from, from.b, to, to.b);
}

function halvePlane(from: Level, samples: Float64Array, to: Level, out: Float64Array): void {
  const [{ width, height }, { width: w, rows }] = [from, to];
  for (let y = 0; y < height; y += 1) {
    filterEvery2({ from: samples, at: y * width, step: 1, length: width }, { to: rows, at: y * w, step: 1 });
  }
  for (let x = 0; x < w; x += 1) {
    filterEvery2({ from: rows, at: x, step: w, length: height }, { to: out, at: x, step: w });
  }
}

function filterEvery2(
  { from, at, step, length }: { from: Float64Array; at: number; step: number; length: number },
  target: { to: Float64Array; at: number; step: number },
): void {
  const [k0, k1, k2, k3, k4] = LOW_PASS;
  const mirrored = (place: number): number => {
    const inside = place < 0 ? -1 - place : place >= length ? 2 * length - place - 1 : place;
    return from[at + inside * step]!;
  };
  for (let x = 0, out = target.at; x < length; x += 2, out += target.step) {
    if (x >= 4 && x + 4 < length) {
      const i = at + x * step;
      target.to[out] =
        k0 * from[i]! +
        k1 * (from[i - step]! + from[i + step]!) +
        k2 * (from[i - 2 * step]! + from[i + 2 * step]!) +
        k3 * (from[i - 3 * step]! + from[i + 3 * step]!) +
        k4 * (from[i - 4 * step]! + from[i + 4 * step]!);
    } else {
      let sum = k0 * mirrored(x);
      for (let k = 1; k < LOW_PASS.length; k += 1) sum += LOW_PASS[k]! * (mirrored(x - k) + mirrored(x + k));
      target.to[out] = sum;
    }
  }
}

interface Terms {
  readonly luminance: number;
  readonly contrast: number;
  readonly structure: number;
}

/** Means over all windows that fit. */
function meansOf({ width, height, a, b, columns, rings, means, row }: Level): Terms {
  const sums = new Float64Array(3);
  for (let y = 0; y < height; y += 1) {
    fillRow(a, b, y * width, row);
    const at = (y % TAPS) * columns;
    for (let field = 0; field < FIELDS; field += 1) alongRow(row[field]!, rings[field]!, at, columns);
    if (y < TAPS - 1) continue;
    for (let field = 0; field < FIELDS; field += 1) downColumns(rings[field]!, means[field]!, y + 1);
    addTerms(means, sums);
  }
  const windows = columns * (height - TAPS + 1);
  return { luminance: sums[0]! / windows, contrast: sums[1]! / windows, structure: sums[2]! / windows };
}

function fillRow(a: Float64Array, b: Float64Array, from: number, row: readonly Float64Array[]): void {
  const [ofA, ofB, aa, bb, ab] = row as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  for (let x = 0; x < ofA.length; x += 1) {
    const left = a[from + x]!;
    const right = b[from + x]!;
    ofA[x] = left;
    ofB[x] = right;
    aa[x] = left * left;
    bb[x] = right * right;
    ab[x] = left * right;
  }
}

const [W0, W1, W2, W3, W4, W5] = WINDOW as [number, number, number, number, number, number];

function alongRow(row: Float64Array, ring: Float64Array, at: number, columns: number): void {
  for (let x = 0; x < columns; x += 1) {
    ring[at + x] =
      W0 * row[x + 5]! +
      W1 * (row[x + 4]! + row[x + 6]!) +
      W2 * (row[x + 3]! + row[x + 7]!) +
      W3 * (row[x + 2]! + row[x + 8]!) +
      W4 * (row[x + 1]! + row[x + 9]!) +
      W5 * (row[x]! + row[x + 10]!);
  }
}

/** @param oldest place in the ring of the row that came first */
function downColumns(ring: Float64Array, out: Float64Array, oldest: number): void {
  const columns = out.length;
  const of = (row: number): number => ((oldest + row) % TAPS) * columns;
  const [r0, r1, r2, r3, r4, r5] = [of(0), of(1), of(2), of(3), of(4), of(5)];
  const [r6, r7, r8, r9, r10] = [of(6), of(7), of(8), of(9), of(10)];
  for (let x = 0; x < columns; x += 1) {
    out[x] =
      W0 * ring[r5 + x]! +
      W1 * (ring[r4 + x]! + ring[r6 + x]!) +
      W2 * (ring[r3 + x]! + ring[r7 + x]!) +
      W3 * (ring[r2 + x]! + ring[r8 + x]!) +
      W4 * (ring[r1 + x]! + ring[r9 + x]!) +
      W5 * (ring[r0 + x]! + ring[r10 + x]!);
  }
}

function addTerms(means: readonly Float64Array[], sums: Float64Array): void {
  const [ma, mb, maa, mbb, mab] = means as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  let luminance = 0;
  let contrast = 0;
  let structure = 0;
  for (let x = 0; x < ma.length; x += 1) {
    const a = ma[x]!;
    const b = mb[x]!;
    const aa = a * a;
    const bb = b * b;
    const ab = a * b;
    const varianceA = Math.max(0, maa[x]! - aa);
    const varianceB = Math.max(0, mbb[x]! - bb);
    const both = Math.sqrt(varianceA * varianceB);
    luminance += (2 * ab + C1) / (aa + bb + C1);
    contrast += (2 * both + C2) / (varianceA + varianceB + C2);
    structure += (mab[x]! - ab + C2 / 2) / (both + C2 / 2);
  }
  sums[0]! += luminance;
  sums[1]! += contrast;
  sums[2]! += structure;
}
