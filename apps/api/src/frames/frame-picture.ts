import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ArtifactStore } from '@codecsmith/artifacts';
import type { Clip } from '@codecsmith/experiment';
import { convertFrames, frameBytes, type FrameFormat } from '@codecsmith/media';
import sharp from 'sharp';

/** One frame of a file of raw frames. */
export interface FramePlace {
  /** Digest of the file. */
  readonly digest: string;
  readonly format: FrameFormat;
  readonly clip: Clip;
  /** From 0. */
  readonly frame: number;
}

/** The frame as packed 8-bit RGB, by the same pinned conversion that candidates' frames go through. */
export async function rgbOf(place: FramePlace, store: Pick<ArtifactStore, 'localPath'>): Promise<Buffer> {
  const { clip, format, frame } = place;
  const bytes = await readFrame(
    await store.localPath(place.digest),
    frame,
    frameBytes(format, clip.width, clip.height),
  );
  if (format === 'rgb24') return bytes;
  const [from, input] = format === 'yuv420p10le' ? (['yuv420p', highByteOf(bytes)] as const) : [format, bytes];
  return converted(input, from, clip);
}

async function readFrame(path: string, frame: number, sizeBytes: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const buffer = Buffer.alloc(sizeBytes);
    const { bytesRead } = await file.read(buffer, 0, sizeBytes, frame * sizeBytes);
    if (bytesRead !== sizeBytes)
      throw new RangeError(`frame ${frame} is not all there: ${bytesRead} of ${sizeBytes} bytes`);
    return buffer;
  } finally {
    await file.close();
  }
}

/** Screens show 8 bits: the upper 8 of 10. */
function highByteOf(samples: Buffer): Buffer {
  const out = Buffer.alloc(samples.length / 2);
  for (let index = 0; index < out.length; index += 1) out[index] = samples.readUInt16LE(index * 2) >> 2;
  return out;
}

async function converted(bytes: Buffer, from: 'yuv420p' | 'i420' | 'bgr24', clip: Clip): Promise<Buffer> {
  if (from === 'bgr24') return swapped(bytes);
  const { width, height, matrix, range } = clip;
  const folder = await mkdtemp(join(tmpdir(), 'codecsmith-frame-'));
  const [input, output] = [join(folder, 'planes'), join(folder, 'rgb')] as const;
  try {
    await writeFile(input, bytes);
    await convertFrames({ input, output, from, to: 'rgb24', width, height, frames: 1, matrix, range });
    return await readFrame(output, 0, frameBytes('rgb24', width, height));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function swapped(bgr: Buffer): Buffer {
  const rgb = Buffer.from(bgr);
  for (let at = 0; at < rgb.length; at += 3) [rgb[at], rgb[at + 2]] = [bgr[at + 2] ?? 0, bgr[at] ?? 0];
  return rgb;
}

/** Errors of this many code values and more are drawn in the brightest colour. */
const BRIGHTEST_ERROR = 32;

/** Stops of the scale from no error to {@link BRIGHTEST_ERROR}: inferno, which rises evenly in lightness. */
const HEAT = [
  [0, 0, 4],
  [87, 16, 110],
  [188, 55, 84],
  [249, 142, 9],
  [252, 255, 164],
] as const;

/** How far two frames are apart, at each sample the largest difference of its three colours. */
export function heatMap(left: Buffer, right: Buffer): Buffer {
  const out = Buffer.alloc(left.length);
  for (let at = 0; at < left.length; at += 3) {
    const errors = [0, 1, 2].map((plane) => Math.abs((left[at + plane] ?? 0) - (right[at + plane] ?? 0)));
    out.set(heatOf(Math.max(...errors)), at);
  }
  return out;
}

function heatOf(error: number): number[] {
  const along = (Math.min(error, BRIGHTEST_ERROR) / BRIGHTEST_ERROR) * (HEAT.length - 1);
  const stop = Math.min(Math.floor(along), HEAT.length - 2);
  const [below, above] = [HEAT[stop] ?? HEAT[0], HEAT[stop + 1] ?? HEAT[0]];
  return [0, 1, 2].map((plane) => {
    const from = below[plane] ?? 0;
    return Math.round(from + ((above[plane] ?? 0) - from) * (along - stop));
  });
}

/** Lossless. */
export const png = (rgb: Buffer, { width, height }: Pick<Clip, 'width' | 'height'>): Promise<Buffer> =>
  sharp(rgb, { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 6 })
    .toBuffer();
