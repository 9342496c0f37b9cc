import { STREAM_MATRICES, STREAM_RANGES, type StreamHead } from '@codecsmith/container';
import type { Codec } from './codec.ts';
import type { EncodeTask } from './encode-video.ts';
import { codeFrames } from './encode-video.ts';
import type { Picture } from './picture.ts';

/** A video of no more frames is one segment: it is coded as the lab codes a clip. */
const ONE_SEGMENT_FRAMES = 64;
/** Two seconds at 24 frames a second: what is lost when an encode is stopped, and how far a player must go back. */
const SEGMENT_FRAMES = 48;
/** Bounds the time and the memory of one segment. */
const SEGMENT_PIXELS = 96e6;

/** Frames of a segment where nobody says so. */
export function segmentFramesFor(frames: number, { width, height }: Picture): number {
  const most = Math.max(1, Math.floor(SEGMENT_PIXELS / (width * height)));
  return Math.min(frames <= ONE_SEGMENT_FRAMES ? frames : SEGMENT_FRAMES, most);
}

/** The head of a stream. */
export function headFor(
  codec: Codec,
  picture: Picture,
  { frames, segmentFrames, seed }: Pick<StreamHead, 'frames' | 'segmentFrames' | 'seed'>,
): StreamHead {
  const { language, api, color, digest, kit } = codec;
  const { width, height, fps } = picture;
  const matrix = STREAM_MATRICES.find((name) => name === picture.matrix) ?? null;
  const range = STREAM_RANGES.find((name) => name === picture.range) ?? null;
  return { language, api, color, matrix, range, width, height, fps, frames, segmentFrames, seed, codec: digest, kit };
}

type Probe = Omit<EncodeTask, 'quality'>;

const TRIAL_FRAMES = 4;

/** Milliseconds that one frame takes on one core: the first frames are coded to find out. */
export async function trialMsPerFrame(task: Probe, quality: number): Promise<number> {
  const frames = Math.min(TRIAL_FRAMES, task.head.frames);
  const { encodeMs, decodeMs } = await codeFrames(task, { first: 0, frames }, quality);
  return (encodeMs + decodeMs) / frames;
}
