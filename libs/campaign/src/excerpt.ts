import type { Clip } from '@codecsmith/experiment';
import type { Rung } from './facts/index.ts';

/** Frames × pixels that one clip may cost: an honest codec in numpy takes about ten seconds of CPU for a million. */
const MOST_PIXELS = 2_000_000;
const EXCERPT_FRAMES = 4;

/** Name under which the first frames of a clip are known to the lab as a clip of their own. */
export const excerptName = (of: string, frames: number): string => `first-${frames}-of-${of.slice(0, 20)}`;

/** How an experiment refers to a rung's clip: the clip itself, or its excerpt by name. */
export const clipReference = (clip: Rung['clips'][number], clips: readonly Clip[]): string =>
  clips.some((whole) => whole.digest === clip.of && whole.frames === clip.frames)
    ? clip.of
    : excerptName(clip.of, clip.frames);

/** Frames of a clip on the cheap rung: four, or as many as fit two frame-megapixels. */
export const excerptFrames = (clip: Clip, wanted: number | null): number =>
  Math.min(clip.frames, wanted ?? Math.max(1, Math.min(EXCERPT_FRAMES, affordable(clip))));

/** Frames of a clip on the full rung and in the verdict: as many as fit two frame-megapixels, and at least four. */
export const fullFrames = (clip: Clip, wanted: number | null): number =>
  Math.min(clip.frames, wanted ?? Math.max(EXCERPT_FRAMES, affordable(clip)));

const affordable = (clip: Clip): number => Math.floor(MOST_PIXELS / (clip.width * clip.height));
