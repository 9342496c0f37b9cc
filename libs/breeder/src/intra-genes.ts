import { factor, offset, tool, type GeneTable, type Values } from './gene-table.ts';

/**
 * Genes of an intra codec on codeckit's engine for JavaScript. The starting values are those of the gallery's
 * `quadtree_intra.js`, whose streams they give bit for bit.
 */
export const INTRA_GENES = {
  largest: tool([8, 16, 32], 32),
  quarters: tool([false, true], true),
  modes: tool(['planar and DC', 'planar, DC and Paeth', '9 angles', '33 angles'], '33 angles'),
  tried: tool([1, 2, 3, 4], 3, {
    constant: 'TRIED_MODES',
    says: 'Modes that are coded in full to choose among them, those that look cheapest first.',
  }),
  kinds: tool(['DCT', 'DCT and DST'], 'DCT and DST'),
  fromLuma: tool([false, true], true),
  chromaModes: tool([0, 2, 4], 4),
  levels: tool(['rounded', 'by cost'], 'by cost'),
  states: tool(['fresh', 'trained'], 'trained'),
  deblocking: tool([false, true], true),
  learntFilter: tool([false, true], true),
  lambda: factor([0.5, 1, 2], {
    constant: 'LAMBDA',
    says: 'What a bit is worth when blocks and modes are chosen, as a factor.',
  }),
  lambdaBend: offset([-0.5, 0, 0.5], {
    constant: 'LAMBDA_BEND',
    says: 'How much more it is worth at quality 0 than at 50.',
  }),
  levelLambda: factor([0.5, 1, 2], {
    constant: 'LEVEL_LAMBDA',
    says: 'The same when levels are chosen, over and above.',
  }),
  chromaStep: factor([0.6, 1, 1.8], {
    constant: 'CHROMA_STEP',
    says: 'Quantiser of chroma, as a factor on what the quality gives.',
  }),
  chromaBend: offset([-0.4, 0, 0.4], {
    constant: 'CHROMA_BEND',
    says: 'How much coarser it is at quality 0 than at 50.',
  }),
  chromaWeight: factor([0.4, 1, 2.5], {
    constant: 'CHROMA_WEIGHT',
    says: 'What a squared error of chroma counts for, as a factor.',
  }),
  worthTrying: factor([1.02, 1.15, 1.6], {
    constant: 'WORTH_TRYING',
    says: 'A mode is coded in full only if it looks so little worse.',
  }),
  worthTryingBits: offset([0, 4, 16], { constant: 'WORTH_TRYING_BITS', says: 'Bits that it may look worse besides.' }),
  worthOtherKinds: factor([1, 1.05, 1.3], {
    constant: 'WORTH_OTHER_KINDS',
    says: 'Other transforms are tried where the DCT comes within this factor of the best so far.',
  }),
  screenSlope: factor([0.3, 1.6, 6], {
    constant: 'SCREEN_SLOPE',
    says: 'Bits of a small coefficient when modes are compared at a glance.',
  }),
  rounding: offset([0.15, 0.4, 0.5], {
    constant: 'ROUNDING',
    says: 'Rounding offset of levels: less than 0.5 makes a dead zone.',
  }),
  flatness: offset([-8, 0, 8], {
    constant: 'FLATNESS',
    says: 'Quantisers by which deblocking takes an area for flat sooner.',
  }),
  correction: factor([0.3, 1, 3], {
    constant: 'CORRECTION',
    says: 'How far deblocking may move a sample, as a factor.',
  }),
  filterPrice: factor([0.2, 1, 5], {
    constant: 'FILTER_PRICE',
    says: 'What a bit is worth when the filter is learnt, as a factor.',
  }),
} as const satisfies GeneTable;

/** `8`, `32 to 4`. */
const sizes = (largest: number, least: number): string =>
  largest === least ? String(least) : `${largest} to ${least}`;

/** The codec in one line. */
export function intraTitle(values: Values): string {
  const { largest, quarters, modes, fromLuma, levels, states, deblocking, learntFilter, kinds } = values;
  const parts = [
    `blocks of ${sizes(Number(largest), quarters === true ? 4 : 8)}`,
    `predicted by ${String(modes)}`,
    String(kinds),
    ...(fromLuma === true ? ['chroma from luma'] : []),
    `levels ${String(levels)}`,
    `${String(states)} contexts`,
    ...(deblocking === true ? ['deblocking'] : []),
    ...(learntFilter === true ? ['a learnt filter'] : []),
  ];
  return `Intra codec: ${parts.join(', ')}`;
}
