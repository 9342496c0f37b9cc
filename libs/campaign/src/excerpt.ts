import type { Clip } from '@codecsmith/experiment';
import type { Rung } from './facts/index.ts';

/** Frames × pixels that one clip may cost on the cheap rung. */
const EXCERPT_PIXELS = 2_000_000;
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
  Math.min(clip.frames, wanted ?? Math.max(1, Math.min(EXCERPT_FRAMES, Math.floor(EXCERPT_PIXELS / pixels(clip)))));

const pixels = (clip: Clip): number => clip.width * clip.height;
