import { FAMILIES, type Family } from '@codecsmith/codec';
import { words } from './close-names.ts';

/** Parts of codeckit that only a codec of one family uses. */
const PARTS: Readonly<Record<string, Family>> = {
  OverfittedCodec: 'neural',
  LearnedKernels: 'neural',
  ReferenceStore: 'motion',
  ReferencePicture: 'motion',
  MotionSearch: 'motion',
  compensate: 'motion',
  searchBlock: 'motion',
  inter_picture: 'motion',
  inter_plane: 'motion',
  IntraBlocks: 'predictive',
  ReferenceLine: 'predictive',
  predictIntra: 'predictive',
  intra_plane: 'predictive',
};

/**
 * Words that speak for a family when they stand in names, each name once. The first family with enough evidence wins: a codec
 * that compensates motion and codes the rest by DCT is a motion codec.
 */
const EVIDENCE: readonly { readonly family: Family; readonly words: readonly string[]; readonly least: number }[] = [
  {
    family: 'neural',
    words: [
      'torch',
      'conv2d',
      'conv3d',
      'relu',
      'autoencoder',
      'sigmoid',
      'optimizer',
      'neural',
      'mlp',
      'gelu',
      'softmax',
      'sequential',
      'backward',
    ],
    least: 2,
  },
  {
    family: 'motion',
    words: ['motion', 'mv', 'mvs', 'mvx', 'mvy', 'sad', 'displacement', 'compensate', 'compensated', 'vectors'],
    least: 2,
  },
  {
    family: 'wavelet',
    words: [
      'wavelet',
      'wavelets',
      'octave',
      'octaves',
      'dwt',
      'idwt',
      'lifting',
      'haar',
      'cdf',
      'cdf53',
      'cdf97',
      'subband',
      'subbands',
      'lowpass',
      'highpass',
    ],
    least: 2,
  },
  {
    family: 'dct',
    words: ['dct', 'dct2', 'idct', 'dctn', 'idctn', 'dctmtx', 'cosine', 'zigzag', 'hadamard', 'basis'],
    least: 2,
  },
  {
    family: 'predictive',
    words: [
      'predict',
      'predictor',
      'prediction',
      'predicted',
      'residual',
      'residuals',
      'residue',
      'paeth',
      'dpcm',
      'delta',
      'deltas',
      'previous',
      'prev',
      'diff',
      'med',
    ],
    least: 2,
  },
];

/** The tool family of a program, from the names that it uses: a part of codeckit says it, words of other names suggest it. */
export function familyOf(used: Iterable<string>): Family {
  const names = new Set(used);
  const parts = new Set([...names].map((name) => PARTS[name]));
  const counts = new Map<string, number>();
  for (const name of names) for (const word of words(name)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const cosines = (counts.get('cos') ?? 0) > 0 && (counts.get('pi') ?? 0) > 0 ? 2 : 0;
  const score = (family: Family, list: readonly string[]) =>
    list.reduce((sum, word) => sum + (counts.get(word) ?? 0), family === 'dct' ? cosines : 0);
  const found = EVIDENCE.find(({ family, words: list, least }) => parts.has(family) || score(family, list) >= least);
  return found?.family ?? (FAMILIES.at(-1) as Family);
}
