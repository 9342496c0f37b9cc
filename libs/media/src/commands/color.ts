/** Matrices that both directions of a conversion can name, by ffmpeg's scale filter. */
export const MATRICES = ['bt601', 'bt709', 'smpte240m', 'fcc', 'bt2020'] as const;
export type Matrix = (typeof MATRICES)[number];

/** `tv`: luma 16–235 (times 4 at 10 bit); `pc`: the full range. */
export const RANGES = ['tv', 'pc'] as const;
export type Range = (typeof RANGES)[number];

/** What a conversion between YCbCr and RGB needs to know, always stated, never left to a tool's default. */
export interface ColorSpec {
  readonly matrix: Matrix;
  readonly range: Range;
}

/** A matrix tag of ffprobe (`color_space`) in the scale filter's words. */
const MATRIX_OF_TAG: Readonly<Record<string, Matrix>> = {
  bt709: 'bt709',
  smpte170m: 'bt601',
  bt470bg: 'bt601',
  smpte240m: 'smpte240m',
  fcc: 'fcc',
  bt2020nc: 'bt2020',
};

/** The matrix of a tag; null when there is none, undefined when it is one that cannot be converted both ways. */
export function matrixOfTag(tag: string | undefined): Matrix | null | undefined {
  if (tag === undefined || tag === 'unknown' || tag === 'gbr') return null;
  return MATRIX_OF_TAG[tag];
}

/**
 * The colour of a clip whose tags may be missing: from 720 lines up BT.709, below BT.601, limited range, as players
 * assume. Both directions of a conversion use it, so an assumption that is wrong costs a candidate nothing.
 */
export function colorOf(clip: {
  readonly height: number;
  readonly matrix: string | null;
  readonly range: string | null;
}): ColorSpec {
  return {
    matrix: clip.matrix === null ? (clip.height >= 720 ? 'bt709' : 'bt601') : oneOf('matrix', MATRICES, clip.matrix),
    range: clip.range === null ? 'tv' : oneOf('range', RANGES, clip.range),
  };
}

function oneOf<const T extends string>(field: string, allowed: readonly T[], value: string): T {
  const found = allowed.find((name) => name === value);
  if (found === undefined) throw new RangeError(`${field} is ${value}: allowed are ${allowed.join(', ')}`);
  return found;
}
