import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Color } from '@codecsmith/codec';
import { convertFrames } from '@codecsmith/media';
import type { ClipToRun } from './candidate-run.ts';

/** Makes the frames that a candidate sees from a clip's stored planes; a clip with even sides is already i420. */
export async function framesFor(
  { record, planes }: ClipToRun,
  color: Color,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const { width, height, frames, matrix, range } = record;
  if (color === 'i420' && width % 2 === 0 && height % 2 === 0) return planes;
  const output = join(folder, `${record.digest}.${color}`);
  await convertFrames({
    input: planes,
    output,
    from: 'yuv420p',
    to: color,
    width,
    height,
    frames,
    matrix,
    range,
    signal,
  });
  return output;
}

export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
