/** Bound once: a global looked up for every sample would cost more than the sample. */
const { floor, imul } = Math;

/**
 * Repeatable randomness from integers alone: the same numbers on every machine. `Math.imul`, shifts, and the four
 * exact operations of IEEE 754 are all that the built-in clips use.
 */
export function hash32(seed: number, x: number, y: number): number {
  let h = imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ imul(x, 0xc2b2ae35) ^ imul(y, 0x27d4eb2f);
  h = imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
}

/** Bell-shaped, mean 0, standard deviation 1: the sum of the four bytes of a hash, scaled. */
export function bell(hash: number): number {
  const sum = (hash & 255) + ((hash >>> 8) & 255) + ((hash >>> 16) & 255) + (hash >>> 24);
  return (sum - 510) / 147.8;
}

/** Side of the square textures; they repeat, so a camera may travel without end. */
const TEXTURE_SIZE = 512;
const MASK = TEXTURE_SIZE - 1;

/**
 * A texture with a 1/f amplitude spectrum, as natural images have: octaves of smooth value noise that carry the same
 * energy each, a little less towards the finest. Mean 0, standard deviation near 1.
 *
 * @param octaves how many, from cells of 64 samples down: 6 reach detail of two samples
 */
export function pinkTexture(seed: number, octaves: number): Float64Array {
  const texture = new Float64Array(TEXTURE_SIZE * TEXTURE_SIZE);
  let amplitude = 0.9;
  for (let octave = 0; octave < octaves; octave += 1) {
    addOctave(texture, seed + octave, 64 >> octave, amplitude);
    amplitude *= 0.8;
  }
  return texture;
}

/** A pink texture with borders in it, as things in front of one another make them: patches of one level, hard edges. */
export function patchedTexture(seed: number, octaves: number): Float64Array {
  const texture = pinkTexture(seed, octaves);
  const patches = pinkTexture(seed + 50, 4);
  return texture.map((value, at) => {
    const level = patches[at] ?? 0;
    return 0.6 * value + (level > 0.9 ? 1 : level > 0 ? 0.25 : -0.6);
  });
}

function addOctave(texture: Float64Array, seed: number, cell: number, amplitude: number): void {
  const cells = TEXTURE_SIZE / cell;
  const lattice = Float64Array.from({ length: cells * cells }, (_, index) =>
    bell(hash32(seed, index % cells, floor(index / cells))),
  );
  for (let y = 0; y < TEXTURE_SIZE; y += 1) {
    const top = floor(y / cell);
    const below = (top + 1) % cells;
    const v = smooth((y % cell) / cell);
    for (let x = 0; x < TEXTURE_SIZE; x += 1) {
      const left = floor(x / cell);
      const right = (left + 1) % cells;
      const u = smooth((x % cell) / cell);
      const upper = mix(lattice[top * cells + left] ?? 0, lattice[top * cells + right] ?? 0, u);
      const lower = mix(lattice[below * cells + left] ?? 0, lattice[below * cells + right] ?? 0, u);
      const at = y * TEXTURE_SIZE + x;
      texture[at] = (texture[at] ?? 0) + amplitude * mix(upper, lower, v);
    }
  }
}

const smooth = (t: number): number => t * t * (3 - 2 * t);
const mix = (a: number, b: number, t: number): number => a + (b - a) * t;

/** Bilinear sample at any position. */
export function sample(texture: Float64Array, x: number, y: number): number {
  const [left, top] = [floor(x), floor(y)];
  const [u, v] = [x - left, y - top];
  const [x0, x1] = [left & MASK, (left + 1) & MASK];
  const [row0, row1] = [(top & MASK) * TEXTURE_SIZE, ((top + 1) & MASK) * TEXTURE_SIZE];
  const upper = mix(texture[row0 + x0] ?? 0, texture[row0 + x1] ?? 0, u);
  return mix(upper, mix(texture[row1 + x0] ?? 0, texture[row1 + x1] ?? 0, u), v);
}
