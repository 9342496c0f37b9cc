import { open, stat, type FileHandle } from 'node:fs/promises';
import {
  FrameComparison,
  frameErrors,
  frameSamples,
  psnrDb,
  squaredError,
  type Db,
  type FrameErrors,
  type PerceivedErrors,
  type PlaneLayout,
  type Samples,
} from '@codecsmith/quality';
import { WrongFrameBytes } from './convert-frames.ts';

/**
 * Compares two files of raw planes frame by frame, by index, holding one frame of each in memory.
 *
 * @throws WrongFrameBytes when either has not exactly `frames` frames
 */
export const planeErrors = (
  reference: string,
  distorted: string,
  layout: FilesLayout,
  signal?: AbortSignal,
): Promise<FrameErrors[]> => eachPair({ reference, distorted, layout, signal }, (a, b) => frameErrors(a, b, layout));

/** The same, and what luma is to the eye: several times as much work. @param fps frames a second */
export function perceivedErrors(
  reference: string,
  distorted: string,
  layout: FilesLayout & { readonly fps: number },
  signal?: AbortSignal,
): Promise<PerceivedErrors[]> {
  const comparison = new FrameComparison(layout, layout.fps);
  return eachPair({ reference, distorted, layout, signal }, (a, b) => comparison.next(a, b));
}

type FilesLayout = PlaneLayout & { readonly frames: number };

interface Pair {
  readonly reference: string;
  readonly distorted: string;
  readonly layout: FilesLayout;
  readonly signal: AbortSignal | undefined;
}

async function eachPair<Errors>(
  { reference, distorted, layout, signal }: Pair,
  compare: (reference: Samples, distorted: Samples) => Errors,
): Promise<Errors[]> {
  const frameBytes = frameBytesOf(layout);
  await checkPlanes(reference, distorted, layout);
  const [ref, dis] = await Promise.all([open(reference, 'r'), open(distorted, 'r')]);
  try {
    const errors: Errors[] = [];
    for (let index = 0; index < layout.frames; index += 1) {
      signal?.throwIfAborted();
      const [a, b] = await Promise.all([
        readAt(ref, index * frameBytes, frameBytes),
        readAt(dis, index * frameBytes, frameBytes),
      ]);
      errors.push(compare(samplesOf(a, layout), samplesOf(b, layout)));
    }
    return errors;
  } finally {
    await Promise.all([ref.close(), dis.close()]);
  }
}

const frameBytesOf = (layout: PlaneLayout): number => frameSamples(layout) * (layout.bitDepth === 8 ? 1 : 2);

/** @throws WrongFrameBytes when either has not exactly the frames of the layout */
export async function checkPlanes(reference: string, distorted: string, layout: FilesLayout): Promise<void> {
  const expected = frameBytesOf(layout) * layout.frames;
  await Promise.all([checkLength(reference, 'reference', expected), checkLength(distorted, 'distorted', expected)]);
}

async function checkLength(path: string, name: string, expected: number): Promise<void> {
  const { size } = await stat(path);
  if (size !== expected) throw new WrongFrameBytes(expected, size, name);
}

async function readAt(file: FileHandle, start: number, bytes: number): Promise<Uint8Array> {
  const block = new Uint8Array(bytes);
  for (let filled = 0; filled < bytes;) {
    const { bytesRead } = await file.read(block, filled, bytes - filled, start + filled);
    if (bytesRead === 0) throw new WrongFrameBytes(bytes, filled, `the part at ${start}`);
    filled += bytesRead;
  }
  return block;
}

/** Deep samples are little-endian words, as is every machine that ffmpeg's planes and this product run on. */
const samplesOf = (frame: Uint8Array, { bitDepth }: PlaneLayout): Samples =>
  bitDepth === 8 ? frame : new Uint16Array(frame.buffer);

/** PSNR over all bytes of two files of packed 8-bit pixels of the same length; null where they are equal. */
export async function packedPsnr(reference: string, distorted: string): Promise<Db> {
  const { size } = await stat(reference);
  await checkLength(distorted, 'distorted', size);
  const [ref, dis] = await Promise.all([open(reference, 'r'), open(distorted, 'r')]);
  try {
    let squared = 0;
    for (let start = 0; start < size; start += BLOCK_BYTES) {
      const bytes = Math.min(BLOCK_BYTES, size - start);
      const [a, b] = await Promise.all([readAt(ref, start, bytes), readAt(dis, start, bytes)]);
      squared += squaredError(a, b);
    }
    return psnrDb(squared / size, 255);
  } finally {
    await Promise.all([ref.close(), dis.close()]);
  }
}

const BLOCK_BYTES = 1 << 20;
