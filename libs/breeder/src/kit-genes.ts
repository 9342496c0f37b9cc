/**
 * Choices of a codec on codeckit: closed-loop intra prediction in blocks of several sizes, then quantisation, entropy
 * coding and a filter. Each value is a constant of the code, or a part of it.
 */
export interface KitGenes {
  /** Sizes of luma blocks; the largest is the macroblock. */
  readonly luma: '8' | '16' | '8, 4' | '16, 8' | '16, 8, 4';
  readonly chroma: '8' | '8, 4' | '16, 8, 4';
  /** Prediction modes that the encoder may choose: the mean, four, or all with their angles. */
  readonly modes: 'dc' | 'four' | 'all';
  /** Modes that are tried in full after a look at each. */
  readonly candidates: 1 | 2 | 3;
  /** Block transforms that are tried. */
  readonly kinds: 'dct' | 'both';
  /** Chroma may be predicted from luma. */
  readonly crossed: boolean;
  /** Squared steps that a bit may cost when levels and modes are chosen; 0 is plain rounding. */
  readonly price: 0 | 0.04 | 0.07 | 0.1 | 0.13 | 0.17;
  /** How large levels are expected to be when they are chosen: against codeckit's prior. */
  readonly prior: 0.4 | 0.6 | 0.8 | 1 | 1.4;
  /** What turns levels into bytes. */
  readonly entropy: 'zlib' | 'lzma' | 'adaptive' | 'contexts';
  readonly filter: 'none' | 'deblock' | 'wiener' | 'both';
  /** Step of chroma relative to luma's, and how much finer it gets where luma is coarse. */
  readonly chromaStep: 0.7 | 0.8 | 0.9 | 1 | 1.15;
  readonly chromaBend: 0 | 0.15 | 0.3 | 0.45 | 0.6;
  /** Points of quality by which the step doubles. */
  readonly doubling: 12 | 14 | 16;
}

/** All values of each gene, in order: tools from the simplest to the richest, numbers from small to large. */
export const KIT_CHOICES: { readonly [K in keyof KitGenes]: readonly KitGenes[K][] } = {
  luma: ['8', '16', '8, 4', '16, 8', '16, 8, 4'],
  chroma: ['8', '8, 4', '16, 8, 4'],
  modes: ['dc', 'four', 'all'],
  candidates: [1, 2, 3],
  kinds: ['dct', 'both'],
  crossed: [false, true],
  price: [0, 0.04, 0.07, 0.1, 0.13, 0.17],
  prior: [0.4, 0.6, 0.8, 1, 1.4],
  entropy: ['zlib', 'lzma', 'adaptive', 'contexts'],
  filter: ['none', 'deblock', 'wiener', 'both'],
  chromaStep: [0.7, 0.8, 0.9, 1, 1.15],
  chromaBend: [0, 0.15, 0.3, 0.45, 0.6],
  doubling: [12, 14, 16],
};

/** Where a search begins: prediction, one transform, plain search; a good entropy coder, since all else builds on it. */
export const KIT_START: KitGenes = {
  luma: '16, 8',
  chroma: '8',
  modes: 'four',
  candidates: 1,
  kinds: 'dct',
  crossed: false,
  price: 0.07,
  prior: 1,
  entropy: 'contexts',
  filter: 'none',
  chromaStep: 1,
  chromaBend: 0,
  doubling: 14,
};

const sizesOf = (list: string): number[] => list.split(', ').map(Number);

/** Samples that luma is padded to: its macroblock, and two of chroma's, which cover the same place. */
export function paddingOf({ luma, chroma }: KitGenes): number {
  return Math.max(...sizesOf(luma), ...sizesOf(chroma).map((size) => 2 * size));
}

export const isWiener = ({ filter }: KitGenes): boolean => filter === 'wiener' || filter === 'both';
