import { open, writeFile } from 'node:fs/promises';
import { frameGeometry, type CodecConfig } from '@codecsmith/codec';

/** What a codec is shown to find out whether it looks back: the first picture upside down, then three times as it is. */
export const STILL_FRAMES = 4;

/** Rows of a picture and their bytes: those of packed RGB, or of the three planes of I420. */
function planesOf({ color, width, height }: CodecConfig): { rows: number; rowBytes: number }[] {
  const frame = frameGeometry(color, width, height);
  if (color !== 'i420') return [{ rows: frame.height, rowBytes: frame.width * 3 }];
  const chroma = { rows: frame.height / 2, rowBytes: frame.width / 2 };
  return [{ rows: frame.height, rowBytes: frame.width }, chroma, chroma];
}

function upsideDown(frame: Buffer, config: CodecConfig): Buffer {
  const rows: Buffer[] = [];
  let offset = 0;
  for (const { rows: count, rowBytes } of planesOf(config)) {
    for (let row = count - 1; row >= 0; row -= 1)
      rows.push(frame.subarray(offset + row * rowBytes).subarray(0, rowBytes));
    offset += count * rowBytes;
  }
  return Buffer.concat(rows);
}

/** Writes those frames, made of the first one in `frames`, to `path`. */
export async function writeStill(frames: string, path: string, config: CodecConfig): Promise<void> {
  await using file = await open(frames);
  const frame = Buffer.alloc(frameGeometry(config.color, config.width, config.height).bytes);
  await file.read(frame, 0, frame.length, 0);
  await writeFile(path, Buffer.concat([upsideDown(frame, config), frame, frame, frame]));
}

/**
 * Whether packets of those frames show that the codec draws on the frames before. One that codes each picture by itself
 * needs as much for the repeated picture as for the one shown first after another, even where its models learn from
 * frame to frame; one that looks back needs next to nothing. Two repetitions, since one may be a key frame.
 */
export function showsLookingBack([, first, ...repeated]: readonly Uint8Array[]): boolean {
  return Math.min(...repeated.map(({ length }) => length)) < (first?.length ?? 0) / 2;
}
