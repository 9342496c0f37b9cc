/** Choices of a low-delay codec on codeckit: the first frame intra, each later one predicted from those before it. */
export interface HybridGenes {
  /** Sizes of luma's transform blocks; a macroblock is 16 samples wide. */
  readonly luma: '16' | '16, 8' | '16, 8, 4';
  readonly chroma: '8' | '8, 4';
  /** Earlier frames that a macroblock may be predicted from. */
  readonly references: 1 | 2;
  /** Samples that the search for motion looks each way. */
  readonly radius: 4 | 8 | 16;
  /** What the bits of a vector count for, against those of the residual. */
  readonly vectorWeight: 0.4 | 0.7 | 1;
  readonly filter: 'none' | 'deblock' | 'wiener' | 'both';
  /** Squared steps that a bit may cost when levels are chosen, and how large they are expected to be. */
  readonly price: 0.07 | 0.1 | 0.13 | 0.17 | 0.22;
  readonly prior: 0.2 | 0.35 | 0.5 | 0.8;
  /** Step of the first frame relative to what the quality says, and those of the frames after it, in turn. */
  readonly firstStep: 0.6 | 0.7 | 0.8 | 0.9 | 1;
  readonly rhythm: '1.0' | '0.9, 1.0' | '0.9, 1.0, 1.0, 1.0' | '0.8, 1.0, 0.9, 1.0' | '0.7, 1.0, 0.9, 1.0';
  /** As of the intra codecs. */
  readonly chromaStep: 0.7 | 0.8 | 0.9 | 1 | 1.15;
  readonly chromaBend: 0 | 0.15 | 0.3 | 0.45 | 0.6;
  readonly doubling: 12 | 14 | 16;
}

/** All values of each gene, in order: tools from the simplest to the richest, numbers from small to large. */
export const HYBRID_CHOICES: { readonly [K in keyof HybridGenes]: readonly HybridGenes[K][] } = {
  luma: ['16', '16, 8', '16, 8, 4'],
  chroma: ['8', '8, 4'],
  references: [1, 2],
  radius: [4, 8, 16],
  vectorWeight: [0.4, 0.7, 1],
  filter: ['none', 'deblock', 'wiener', 'both'],
  price: [0.07, 0.1, 0.13, 0.17, 0.22],
  prior: [0.2, 0.35, 0.5, 0.8],
  firstStep: [0.6, 0.7, 0.8, 0.9, 1],
  rhythm: ['1.0', '0.9, 1.0', '0.9, 1.0, 1.0, 1.0', '0.8, 1.0, 0.9, 1.0', '0.7, 1.0, 0.9, 1.0'],
  chromaStep: [0.7, 0.8, 0.9, 1, 1.15],
  chromaBend: [0, 0.15, 0.3, 0.45, 0.6],
  doubling: [12, 14, 16],
};

/** Where a search begins: one reference, a short search, no filter. */
export const HYBRID_START: HybridGenes = {
  luma: '16, 8',
  chroma: '8',
  references: 1,
  radius: 8,
  vectorWeight: 0.7,
  filter: 'none',
  price: 0.1,
  prior: 0.5,
  firstStep: 0.9,
  rhythm: '1.0',
  chromaStep: 1,
  chromaBend: 0,
  doubling: 14,
};
