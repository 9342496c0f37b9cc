import type { HybridGenes } from './hybrid-genes.ts';

/** The codec in one line. */
export const hybridTitle = ({ references, luma }: HybridGenes): string =>
  `Motion from ${references === 1 ? 'the last frame' : 'the last two frames'}, residuals in blocks of ${luma.replaceAll(', ', '/')}, mixed contexts into rANS`;

/** Why this may be worth its run. */
export function hybridHypothesis(genes: HybridGenes): string {
  const more = [
    `vectors up to ${genes.radius} samples`,
    ...(genes.rhythm === '1.0' ? [] : [`steps in a rhythm of ${genes.rhythm}`]),
    ...(genes.filter === 'deblock' || genes.filter === 'both' ? ['deblocking in the loop'] : []),
    ...(genes.filter === 'wiener' || genes.filter === 'both' ? ['a Wiener filter in the loop'] : []),
  ];
  return `It codes with ${hybridTitle(genes).replace('Motion', 'motion')}; with ${more.join(', ')}.`;
}
