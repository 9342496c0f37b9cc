import { randomFrom } from '@codecsmith/kernel';

/** Building blocks that a template may be drawn from. Each value is a choice that appears in the code as a constant or a part. */
export interface Genes {
  /** Block transform of 4, 8 or 16 samples, or a wavelet over the whole plane. */
  readonly transform: 'dct4' | 'dct8' | 'dct16' | 'cdf53' | 'cdf97';
  /** `none`: every frame from mid-grey. `dc`: block means from the block on the left. `previous`, `motion`: from the last frame. */
  readonly prediction: 'none' | 'dc' | 'previous' | 'motion';
  readonly entropy: 'zlib' | 'lzma' | 'bz2';
  /** Points of quality by which the quantiser step halves. */
  readonly halving: number;
  /** How much wider the steps of the highest frequencies are, as a share. */
  readonly slope: number;
  /** Rounding offset: 0.5 is plain rounding, less makes the dead zone wider. */
  readonly rounding: number;
  /** Step of chroma relative to luma. */
  readonly chroma: number;
  /** Frames from one key frame to the next; only with prediction from the last frame. */
  readonly keyInterval: number;
  /** Farthest motion in samples, each way; only with motion. */
  readonly reach: number;
}

/** Values that each gene is drawn from; those that stand there twice come twice as often. */
export const SIMPLE_CHOICES = {
  transform: ['dct4', 'dct8', 'dct8', 'dct16', 'cdf53', 'cdf97'],
  prediction: ['none', 'dc', 'previous', 'motion', 'motion'],
  entropy: ['zlib', 'lzma', 'bz2'],
  halving: [12, 14, 16],
  slope: [0, 0.3, 0.6, 1],
  rounding: [0.3, 0.35, 0.4, 0.45, 0.5],
  chroma: [0.8, 1, 1.2],
  keyInterval: [15, 30, 60],
  reach: [3, 5, 7],
} as const;

/** Draws one value for each gene. A wavelet has no blocks, so there is no mean to predict: `dc` becomes `none`. */
export function drawGenes(seed: string): Genes {
  const random = randomFrom(seed);
  const draw = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const genes: Genes = {
    transform: draw(SIMPLE_CHOICES.transform),
    prediction: draw(SIMPLE_CHOICES.prediction),
    entropy: draw(SIMPLE_CHOICES.entropy),
    halving: draw(SIMPLE_CHOICES.halving),
    slope: draw(SIMPLE_CHOICES.slope),
    rounding: draw(SIMPLE_CHOICES.rounding),
    chroma: draw(SIMPLE_CHOICES.chroma),
    keyInterval: draw(SIMPLE_CHOICES.keyInterval),
    reach: draw(SIMPLE_CHOICES.reach),
  };
  return withoutContradiction(genes);
}

/** A wavelet has no block means to predict. */
export const withoutContradiction = (genes: Genes): Genes =>
  isWavelet(genes) && genes.prediction === 'dc' ? { ...genes, prediction: 'none' } : genes;

export const isWavelet = ({ transform }: Genes): boolean => transform.startsWith('cdf');

/** Samples along a side of a transform block. */
export const blockSize = ({ transform }: Genes): number => Number(transform.slice(3));

/** True when a frame is predicted from the one before it. */
export const looksBack = ({ prediction }: Genes): boolean => prediction === 'previous' || prediction === 'motion';
