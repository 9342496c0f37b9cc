import { FAMILIES, type Family } from '@codecsmith/codec';
import { words } from './close-names.ts';

/**
 * Words that speak for a family when they stand in a name. The first family with enough evidence wins: a codec that
 * compensates motion and codes the rest by DCT is a motion codec.
 */
const EVIDENCE: readonly { readonly family: Family; readonly words: readonly string[]; readonly least: number }[] = [
  {
    family: 'neural',
    words: ['torch', 'nn', 'conv2d', 'conv3d', 'relu', 'autoencoder', 'sigmoid', 'optimizer', 'neural', 'mlp', 'gelu'],
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

/** The tool family of a program, from the names that it uses. */
export function familyOf(names: Iterable<string>): Family {
  const counts = new Map<string, number>();
  for (const name of names) for (const word of words(name)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const cosines = (counts.get('cos') ?? 0) > 0 && (counts.get('pi') ?? 0) > 0 ? 2 : 0;
  const score = (family: Family, list: readonly string[]) =>
    list.reduce((sum, word) => sum + (counts.get(word) ?? 0), family === 'dct' ? cosines : 0);
  const found = EVIDENCE.find(({ family, words: list, least }) => score(family, list) >= least);
  return found?.family ?? (FAMILIES.at(-1) as Family);
}
