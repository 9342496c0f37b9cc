import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Color } from '@codecsmith/codec';
import { convertFrames, frameBytes, type MediaTools } from '@codecsmith/media';

/** What frames look like: size, rate, colour tags. Planes are yuv420p. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly fps: { readonly num: number; readonly den: number };
  readonly matrix: string | null;
  readonly range: string | null;
}

interface Conversion {
  readonly picture: Picture;
  readonly frames: number;
  readonly color: Color;
  readonly tools: MediaTools;
  readonly signal?: AbortSignal | undefined;
}

/** Copies frames `first` to `first + frames - 1` out of a file of planes. */
export async function cutPlanes(
  { width, height }: Picture,
  {
    from,
    to,
    first,
    frames,
  }: { readonly from: string; readonly to: string; readonly first: number; readonly frames: number },
): Promise<void> {
  const each = frameBytes('yuv420p', width, height);
  const part = { start: first * each, end: (first + frames) * each - 1 };
  await pipeline(createReadStream(from, part), createWriteStream(to));
}

/** Planes in the colour of a codec; nothing is written where the planes are so already. */
export async function framesOfPlanes(planes: string, output: string, how: Conversion): Promise<string> {
  return convert(planes, output, { ...how, from: 'yuv420p', to: how.color });
}

/** Frames of a codec as planes. */
export async function planesOfFrames(frames: string, output: string, how: Conversion): Promise<string> {
  return convert(frames, output, { ...how, from: how.color, to: 'yuv420p' });
}

async function convert(
  input: string,
  output: string,
  {
    picture,
    color,
    frames,
    tools,
    signal,
    from,
    to,
  }: Conversion & { readonly from: Color | 'yuv420p'; readonly to: Color | 'yuv420p' },
): Promise<string> {
  const { width, height, matrix, range } = picture;
  if (color === 'i420' && width % 2 === 0 && height % 2 === 0) return input;
  await rm(output, { force: true });
  await convertFrames({ input, output, from, to, width, height, frames, matrix, range, tools, signal });
  return output;
}
