import type { ArtifactStore } from '@codecsmith/artifacts';
import type { SealedVariant } from '@codecsmith/campaign';
import type { Clip } from '@codecsmith/experiment';
import { randomInt } from 'node:crypto';
import type { Ask } from './excerpts.ts';

/** Most lines and columns that are cut away on one side; clips below the smallest size stay whole. */
const MOST_CUT = 8;
const SMALLEST = 64;
const NAME_HEX = 20;

type Change = Pick<SealedVariant, 'crop' | 'mirrored'>;

/**
 * Draws a secret variant of each sealed clip (an even crop, perhaps mirrored), stores it and makes it known as a clip.
 * The draw is nowhere before the fact that opens the seal, so no candidate can hold an answer for these very pixels.
 *
 * @throws Error when the ledger refuses a variant; what the store throws when the planes are not there
 */
export async function addSealedVariants(
  sealed: readonly Clip[],
  artifacts: ArtifactStore,
  ask: Ask,
): Promise<SealedVariant[]> {
  const variants: SealedVariant[] = [];
  for (const clip of sealed) {
    const change = drawChange(clip);
    const { digest, sizeBytes } = await artifacts.put(changedPlanes(await artifacts.get(clip.digest), clip, change));
    const { width, height } = change.crop;
    const name = `sealed-${digest.slice(0, NAME_HEX)}`;
    const data: Clip = { ...clip, digest, name, width, height, sourceBytes: sizeBytes, sourceCompressed: false };
    const answer = await ask({ id: `campaigns:${name}`, aggregate: 'clip', verb: 'add', aggregateId: digest, data });
    if (!answer.accepted) throw new Error(`variant of a sealed clip: ${answer.refusal.message}`);
    variants.push({ of: clip.digest, clip: digest, ...change });
  }
  return variants;
}

function drawChange({ width, height }: Clip): Change {
  const [x, columns] = drawCut(width);
  const [y, lines] = drawCut(height);
  return { crop: { x, y, width: columns, height: lines }, mirrored: randomInt(2) === 1 };
}

/** Where a side begins, and how long it is: both even. */
function drawCut(side: number): [start: number, length: number] {
  const even = side - (side % 2);
  if (even < SMALLEST) return [0, even === 0 ? side : even];
  const start = 2 * randomInt(MOST_CUT / 2 + 1);
  return [start, even - start - 2 * randomInt(MOST_CUT / 2 + 1)];
}

/** Planar 4:2:0 frames, 8 bit, cropped and perhaps mirrored left to right. */
export function changedPlanes(planes: Uint8Array, clip: Clip, { crop, mirrored }: Change): Buffer {
  const parts: Uint8Array[] = [];
  const chroma = [Math.ceil(clip.width / 2), Math.ceil(clip.height / 2)] as const;
  const halved = { x: crop.x / 2, y: crop.y / 2, width: Math.ceil(crop.width / 2), height: Math.ceil(crop.height / 2) };
  let at = 0;
  for (let frame = 0; frame < clip.frames; frame += 1) {
    for (const [[columns, lines], window] of [
      [[clip.width, clip.height], crop],
      [chroma, halved],
      [chroma, halved],
    ] as const) {
      parts.push(...rowsOf(planes.subarray(at, at + columns * lines), columns, window, mirrored));
      at += columns * lines;
    }
  }
  return Buffer.concat(parts);
}

function rowsOf(plane: Uint8Array, columns: number, { x, y, width, height }: Change['crop'], mirrored: boolean) {
  return Array.from({ length: height }, (_, line) => {
    const start = (y + line) * columns + x;
    const row = plane.subarray(start, start + width);
    return mirrored ? row.toReversed() : row;
  });
}
