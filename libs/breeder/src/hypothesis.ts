import { blockSize, isWavelet, looksBack, type Genes } from './genes.ts';

const transformText = (genes: Genes): string => {
  if (!isWavelet(genes)) return `a ${blockSize(genes)}×${blockSize(genes)} DCT`;
  return genes.transform === 'cdf53' ? 'a CDF 5/3 wavelet of four octaves' : 'a CDF 9/7 wavelet of four octaves';
};

const PREDICTION: Readonly<Record<Genes['prediction'], string>> = {
  none: 'each frame by itself',
  dc: 'each frame by itself, block means predicted from the left',
  previous: 'each frame as its difference to the one before',
  motion: 'each frame as its difference to the one before, moved block by block',
};

/** The codec in one line. */
export const titleOf = (genes: Genes): string =>
  `${transformText(genes)}, ${PREDICTION[genes.prediction]}, ${genes.entropy}`;

function expectation(genes: Genes): string {
  if (genes.prediction === 'motion')
    return 'Moving scenes should cost less than with intra coding, at some encoding time for the search.';
  if (genes.prediction === 'previous')
    return 'Still scenes should cost next to nothing; motion and noise will not gain.';
  if (isWavelet(genes))
    return 'Smooth areas should survive low rates without block edges; fine texture will be lost first.';
  if (blockSize(genes) === 16) return 'Large blocks should pay on smooth areas and ring around edges.';
  return blockSize(genes) === 4
    ? 'Small blocks should keep edges clean and pay for it in smooth areas.'
    : 'A middle block size should do fairly everywhere.';
}

/** Why this draw may be worth its run, for people and for the search's memory. */
export function hypothesisOf(genes: Genes): string {
  const deadZone =
    genes.rounding < 0.4 ? 'a wide dead zone saves bits on small values' : 'a narrow dead zone keeps small values';
  const weights =
    genes.slope === 0
      ? 'all frequencies are quantised alike'
      : `the highest frequencies get steps ${Math.round(genes.slope * 100)} % wider`;
  const keys = looksBack(genes) ? ` Key frames come every ${genes.keyInterval} frames.` : '';
  return `It codes with ${titleOf(genes)}; ${deadZone} and ${weights}. ${expectation(genes)}${keys}`;
}
