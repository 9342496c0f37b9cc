/** Bytes, or words above 8 bit. */
type Samples = Uint8Array | Uint16Array;

/** Luminance table of ITU-T T.81, Annex K.1: how coarsely the eye lets each frequency be coded. */
const LUMINANCE = [
  ...[16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55],
  ...[14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62],
  ...[18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92],
  ...[49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99],
];
const SIZE = 8;
const AREA = SIZE * SIZE;
/** The authors' factor: their weights are this over the table's entries, to six digits. */
const CONTRAST = 25.73509;
const WEIGHTS = Float64Array.from(LUMINANCE, (step) => CONTRAST / step);
const MASKS = Float64Array.from(LUMINANCE, (step) => (10 / step) ** 2);

/** Orthonormal cosines: row k, sample n. */
const COSINES = Float64Array.from({ length: AREA }, (_, at) => {
  const [k, n] = [Math.floor(at / SIZE), at % SIZE];
  return Math.sqrt((k === 0 ? 1 : 2) / SIZE) * Math.cos((Math.PI * (2 * n + 1) * k) / (2 * SIZE));
});

/**
 * Mean error energy of a plane as the eye sees it: of each 8×8 block the differences of its cosine coefficients, less
 * what the block's own texture masks, weighted by contrast sensitivity. Parts of blocks at the right and lower edge do
 * not count.
 *
 * @returns null where the plane is smaller than a block
 * @see N. Ponomarenko et al., "On between-coefficient contrast masking of DCT basis functions", VPQM 2007
 */
export function maskedError(reference: Samples, distorted: Samples, width: number, height: number): number | null {
  const work = workspace();
  let sum = 0;
  let blocks = 0;
  for (let y = 0; y + SIZE <= height; y += SIZE) {
    for (let x = 0; x + SIZE <= width; x += SIZE) {
      const differs = copyBlocks(reference, distorted, { from: y * width + x, width }, work);
      if (differs) sum += blockError(work);
      blocks += 1;
    }
  }
  return blocks === 0 ? null : sum / (blocks * AREA);
}

/** What the blocks of a plane share, so that none allocates. */
interface Workspace {
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly ofA: Float64Array;
  readonly ofB: Float64Array;
  readonly turned: Float64Array;
}

const workspace = (): Workspace => ({
  a: new Float64Array(AREA),
  b: new Float64Array(AREA),
  ofA: new Float64Array(AREA),
  ofB: new Float64Array(AREA),
  turned: new Float64Array(AREA),
});

/** @returns whether the two differ */
function copyBlocks(
  reference: Samples,
  distorted: Samples,
  { from, width }: { readonly from: number; readonly width: number },
  { a, b }: Workspace,
): boolean {
  let differs = false;
  for (let row = 0, at = 0; row < SIZE; row += 1) {
    for (let place = from + row * width, end = place + SIZE; place < end; place += 1, at += 1) {
      const left = reference[place]!;
      const right = distorted[place]!;
      a[at] = left;
      b[at] = right;
      if (left !== right) differs = true;
    }
  }
  return differs;
}

function blockError({ a, b, ofA, ofB, turned }: Workspace): number {
  cosineTransform(a, turned, ofA);
  cosineTransform(b, turned, ofB);
  const mask = Math.max(maskOf(a, ofA), maskOf(b, ofB));
  let sum = 0;
  for (let at = 0; at < AREA; at += 1) {
    const difference = Math.abs((ofA[at] as number) - (ofB[at] as number));
    const seen = at === 0 ? difference : Math.max(0, difference - mask / (MASKS[at] as number));
    sum += (seen * (WEIGHTS[at] as number)) ** 2;
  }
  return sum;
}

function cosineTransform(block: Float64Array, turned: Float64Array, out: Float64Array): void {
  alongRows(block, turned);
  alongRows(turned, out);
}

/** Transforms each row and turns the block over, so that twice does rows and columns. */
function alongRows(block: Float64Array, out: Float64Array): void {
  for (let row = 0; row < SIZE; row += 1) {
    const at = row * SIZE;
    const x0 = block[at]!;
    const x1 = block[at + 1]!;
    const x2 = block[at + 2]!;
    const x3 = block[at + 3]!;
    const x4 = block[at + 4]!;
    const x5 = block[at + 5]!;
    const x6 = block[at + 6]!;
    const x7 = block[at + 7]!;
    for (let k = 0, c = 0; k < SIZE; k += 1, c += SIZE) {
      // In this order, always: another one would change the last digits of what was recorded.
      out[k * SIZE + row] =
        COSINES[c]! * x0 +
        COSINES[c + 1]! * x1 +
        COSINES[c + 2]! * x2 +
        COSINES[c + 3]! * x3 +
        COSINES[c + 4]! * x4 +
        COSINES[c + 5]! * x5 +
        COSINES[c + 6]! * x6 +
        COSINES[c + 7]! * x7;
    }
  }
}

/** How much error the block's texture hides: little where its quarters are flat, as beside an edge. */
function maskOf(block: Float64Array, coefficients: Float64Array): number {
  const whole = scatter(block, 0, 0, SIZE);
  if (whole === 0) return 0;
  const half = SIZE / 2;
  const quarters =
    scatter(block, 0, 0, half) +
    scatter(block, half, 0, half) +
    scatter(block, 0, half, half) +
    scatter(block, half, half, half);
  let energy = 0;
  for (let at = 1; at < AREA; at += 1) energy += (coefficients[at] as number) ** 2 * (MASKS[at] as number);
  return Math.sqrt((energy * quarters) / whole) / 32;
}

/** Variance of a square times its samples; unbiased, as the authors' code has it. */
function scatter(block: Float64Array, left: number, top: number, size: number): number {
  let [sum, squares] = [0, 0];
  for (let y = top; y < top + size; y += 1) {
    for (let x = left; x < left + size; x += 1) {
      const sample = block[y * SIZE + x] as number;
      sum += sample;
      squares += sample * sample;
    }
  }
  const count = size * size;
  return ((squares - (sum * sum) / count) / (count - 1)) * count;
}
