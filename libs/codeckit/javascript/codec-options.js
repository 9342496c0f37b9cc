/**
 * What a BlockCodec does, and how hard its encoder tries. Give `new BlockCodec(width, height, { ... })` what should differ.
 * Only `deblocking`, `filter` and `references` change what a decoder does; the rest is the encoder's business.
 */
export const CODEC_OPTIONS = {
  /** Squared error, in squared steps, that a bit is worth; quantisers by which chroma is coarser than the mapping of H.264. */
  lambda: 0.13,
  chromaOffset: -0.5,
  /** Levels by rate and distortion (null), or rounded down from this fraction of a step on. */
  rounding: null,
  /** Largest and smallest side of blocks: 64 (between pictures only) to 8, 4 or 8. */
  largest: 64,
  smallest: 4,
  /** Angles of intra prediction: 33, 9 or 0; modes coded in full; chroma from luma; DST beside DCT. */
  angles: 33,
  triedModes: 3,
  chromaFromLuma: true,
  dst: true,
  /** Reference pictures, 1 to 4; blocks from two of them; vectors in quarters of samples, or whole. */
  references: 3,
  pairs: true,
  quarterSamples: true,
  /** Widest step of the search for a vector, in samples; motions coded in full among those that look cheap. */
  reach: 24,
  triedMerges: 2,
  /** Transforms of half the block's side; intra blocks between pictures. */
  transformSplit: true,
  intraInInter: true,
  /** Filters in the loop. */
  deblocking: true,
  filter: true,
};

/** The options with what is given. Throws TypeError on a name that is none. */
export function codecOptions(given = {}) {
  const unknown = Object.keys(given).find((name) => !(name in CODEC_OPTIONS));
  if (unknown !== undefined) {
    throw new TypeError(`codeckit: no option ${unknown}; there are ${Object.keys(CODEC_OPTIONS).join(', ')}`);
  }
  return { ...CODEC_OPTIONS, ...given };
}
