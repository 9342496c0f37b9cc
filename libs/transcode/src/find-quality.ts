import { LIMITS } from '@codecsmith/codec';
import { psnrOf } from '@codecsmith/quality';
import { codeFrames, type EncodeTask } from './encode-video.ts';

/** What is wanted: at least so many decibels of luma, or at most so many kilobits a second. */
export type Target = { readonly psnrDb: number } | { readonly kbps: number };

export interface FoundQuality {
  readonly quality: number;
  /** Of the excerpt at that quality. */
  readonly psnrDb: number | null;
  readonly kbps: number;
  /** The part of the video that was tried. */
  readonly excerpt: { readonly first: number; readonly frames: number };
  /** Whether the excerpt can reach the target at all. */
  readonly reached: boolean;
}

/** Each try codes the excerpt once; there are seven. */
const EXCERPT_PIXELS = 4e6;

/**
 * Searches the lowest quality that reaches a PSNR, or the highest that keeps a rate, by halving, on an excerpt from the
 * middle: the whole video where it is short. Quality is taken to grow with the rate, as the contract says.
 */
export async function findQuality(
  task: Omit<EncodeTask, 'quality'>,
  target: Target,
  onTry: (tried: Pick<FoundQuality, 'quality' | 'psnrDb' | 'kbps'>) => void,
): Promise<FoundQuality> {
  const excerpt = excerptOf(task);
  const found = await searchQuality(target, async (quality) => {
    const tried = { quality, ...(await numbersAt(task, excerpt, quality)) };
    onTry(tried);
    return tried;
  });
  return { ...found, excerpt };
}

type Tried = Pick<FoundQuality, 'quality' | 'psnrDb' | 'kbps'>;

/** The search itself: `numbersOf` says what a quality gives. */
export async function searchQuality(
  target: Target,
  numbersOf: (quality: number) => Promise<Tried>,
): Promise<Tried & Pick<FoundQuality, 'reached'>> {
  const tries = new Map<number, Tried>();
  const tryAt = async (quality: number): Promise<Tried> => {
    const tried = tries.get(quality) ?? (await numbersOf(quality));
    tries.set(quality, tried);
    return tried;
  };
  const isHigh = ({ psnrDb, kbps }: Tried): boolean =>
    'psnrDb' in target ? psnrDb === null || psnrDb >= target.psnrDb : kbps > target.kbps;
  // The first quality that is good enough, or the first that is too large.
  let [low, high]: [number, number] = [LIMITS.quality.min, LIMITS.quality.max + 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isHigh(await tryAt(middle))) high = middle;
    else low = middle + 1;
  }
  const wanted = 'psnrDb' in target ? low : low - 1;
  const quality = Math.min(LIMITS.quality.max, Math.max(LIMITS.quality.min, wanted));
  return { ...(await tryAt(quality)), reached: wanted === quality };
}

function excerptOf({ head, picture }: Omit<EncodeTask, 'quality'>): FoundQuality['excerpt'] {
  const most = Math.max(1, Math.floor(EXCERPT_PIXELS / (picture.width * picture.height)));
  const frames = Math.min(head.frames, head.segmentFrames, most);
  return { first: Math.floor((head.frames - frames) / 2), frames };
}

async function numbersAt(task: Omit<EncodeTask, 'quality'>, excerpt: FoundQuality['excerpt'], quality: number) {
  const { bitstream, errors } = await codeFrames(task, excerpt, quality);
  const { width, height, fps } = task.picture;
  const { psnr_y: psnrDb } = psnrOf(errors, { width, height, bitDepth: 8 });
  return { psnrDb, kbps: (bitstream.length * 8 * fps.num) / (excerpt.frames * fps.den * 1000) };
}
