/** Choices of a codec in JavaScript on codeckit's twin: blocks in raster order, coded one decision at a time. */
export interface ScriptGenes {
  /** Samples along a side of a block. */
  readonly size: 4 | 8 | 16;
  /** Intra modes that are tried: the mean, or planar, vertical and horizontal too. */
  readonly modes: 'dc' | 'four';
  /** Block transforms that are tried. */
  readonly kinds: 'dct' | 'both';
  /** A block may be predicted from the last frame, with whole-sample vectors up to so far; 0 is intra only. */
  readonly reach: 0 | 2 | 5;
  /** What the probability of a level depends on: its frequency, or that and its neighbours, mixed. */
  readonly contexts: 'position' | 'mixed';
  /** Rounding offset of levels: 0.5 is plain rounding, less makes the dead zone wider. */
  readonly rounding: 0.2 | 0.28 | 0.33 | 0.4 | 0.5;
  /** Squared steps that a bit may cost when modes are chosen. */
  readonly price: 0.05 | 0.1 | 0.2;
  readonly chromaStep: 0.7 | 0.85 | 1 | 1.15;
  readonly doubling: 12 | 14 | 16;
}

/** All values of each gene, in order: tools from the simplest to the richest, numbers from small to large. */
export const SCRIPT_CHOICES: { readonly [K in keyof ScriptGenes]: readonly ScriptGenes[K][] } = {
  size: [4, 8, 16],
  modes: ['dc', 'four'],
  kinds: ['dct', 'both'],
  reach: [0, 2, 5],
  contexts: ['position', 'mixed'],
  rounding: [0.2, 0.28, 0.33, 0.4, 0.5],
  price: [0.05, 0.1, 0.2],
  chromaStep: [0.7, 0.85, 1, 1.15],
  doubling: [12, 14, 16],
};

/** Where a search begins; the seeds differ from it in block size, prediction and contexts. */
export const SCRIPT_START: ScriptGenes = {
  size: 8,
  modes: 'dc',
  kinds: 'dct',
  reach: 0,
  contexts: 'position',
  rounding: 0.4,
  price: 0.1,
  chromaStep: 1,
  doubling: 14,
};

/** The codec in one line. */
export const scriptTitle = ({ size, modes, reach, contexts }: ScriptGenes): string =>
  `Blocks of ${size}, ${modes === 'dc' ? 'predicted by means' : 'four intra modes'}${reach > 0 ? ' and motion' : ''}, ${contexts === 'mixed' ? 'mixed contexts' : 'adaptive probabilities'} into rANS`;

/** Why this may be worth its run. */
export const scriptHypothesis = (genes: ScriptGenes): string =>
  `It codes with ${scriptTitle(genes).replace('Blocks', 'blocks')}; levels are rounded at ${genes.rounding}, ${genes.kinds === 'both' ? 'by DCT or DST' : 'by DCT'}.`;
