import { isWiener, KIT_START, type KitGenes } from './kit-genes.ts';

const ENTROPY: Readonly<Record<KitGenes['entropy'], string>> = {
  zlib: 'zlib',
  lzma: 'lzma',
  adaptive: 'adaptive rANS by frequency',
  contexts: 'mixed contexts into rANS',
};

/** The codec in one line. */
export const kitTitle = ({ luma, modes, entropy }: KitGenes): string =>
  `Intra prediction (${modes === 'dc' ? 'means only' : modes === 'four' ? 'four modes' : '31 modes'}) in blocks of ${luma.replaceAll(', ', '/')}, ${ENTROPY[entropy]}`;

/** Why this may be worth its run: what it has beyond the simplest codec of its kind. */
export function kitHypothesis(genes: KitGenes): string {
  const more = [
    ...(genes.kinds === 'both' ? ['DST beside DCT near predicted edges'] : []),
    ...(genes.crossed ? ['chroma from luma'] : []),
    ...(genes.price > 0 ? [`rate-distortion optimised levels at ${genes.price} squared steps a bit`] : []),
    ...(genes.filter === 'deblock' || genes.filter === 'both' ? ['deblocking'] : []),
    ...(isWiener(genes) ? ['a Wiener filter sent with each frame'] : []),
    ...(genes.chromaBend > 0 ? ['finer chroma at low rates'] : []),
    ...(genes.candidates > KIT_START.candidates ? [`${genes.candidates} modes tried in full`] : []),
  ];
  const added = more.length === 0 ? 'nothing more' : more.join(', ');
  return `It codes with ${kitTitle(genes).replace('Intra', 'intra')}; with ${added}.`;
}
