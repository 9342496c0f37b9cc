import type { ArtifactStore } from '@codecsmith/artifacts';
import { excerptBytes, type CampaignConfig, type SealedVariant } from '@codecsmith/campaign';
import type { Clip } from '@codecsmith/experiment';
import type { Ask } from './excerpts.ts';
import type { Secret } from './secret.ts';

/** Most lines and columns that are cut away on one side; clips below the smallest size stay whole. */
const MOST_CUT = 8;
const SMALLEST = 64;
const NAME_HEX = 20;

type Change = Pick<SealedVariant, 'crop' | 'mirrored'>;

/** What is sealed: whole clips, or the end of the only clip there is. */
export type Seal = Pick<CampaignConfig, 'sealed' | 'sealedFrom'>;

/**
 * Makes a secret variant of each sealed clip (an even crop, perhaps mirrored), stores it and makes it known as a clip.
 * The secret is nowhere before the fact that opens the seal, so no candidate can hold an answer for these very pixels.
 *
 * @throws Error when the ledger refuses a variant; what the store throws when the planes are not there
 */
export async function addSealedVariants(
  seal: Seal,
  secret: Secret,
  artifacts: ArtifactStore,
  ask: Ask,
): Promise<SealedVariant[]> {
  const variants: SealedVariant[] = [];
  for (const clip of seal.sealed) {
    const change = drawChange(clip, secret);
    const { frames, planes } = sealedPart(clip, seal.sealedFrom ?? 0, await artifacts.get(clip.digest));
    const part: Clip = { ...clip, frames };
    const { digest, sizeBytes } = await artifacts.put(changedPlanes(planes, part, change));
    const { width, height } = change.crop;
    const name = `sealed-${digest.slice(0, NAME_HEX)}`;
    const data: Clip = { ...part, digest, name, width, height, sourceBytes: sizeBytes, sourceCompressed: false };
    const answer = await ask({ id: `campaigns:${name}`, aggregate: 'clip', verb: 'add', aggregateId: digest, data });
    if (!answer.accepted) throw new Error(`variant of a sealed clip: ${answer.refusal.message}`);
    variants.push({ of: clip.digest, clip: digest, ...change });
  }
  return variants;
}

const sealedPart = (clip: Clip, from: number, planes: Uint8Array) => ({
  frames: clip.frames - from,
  planes: planes.subarray(excerptBytes(clip, from)),
});

function drawChange({ width, height, digest }: Clip, secret: Secret): Change {
  const [x, columns] = drawCut(width, (count, name) => secret.below(count, `${digest} ${name} column`));
  const [y, lines] = drawCut(height, (count, name) => secret.below(count, `${digest} ${name} line`));
  const mirrored = secret.below(2, `${digest} mirrored`) === 1;
  return { crop: { x, y, width: columns, height: lines }, mirrored };
}

/** Where a side begins, and how long it is: both even. */
function drawCut(side: number, below: (count: number, name: string) => number): [start: number, length: number] {
  const even = side - (side % 2);
  if (even < SMALLEST) return [0, even === 0 ? side : even];
  const start = 2 * below(MOST_CUT / 2 + 1, 'first');
  return [start, even - start - 2 * below(MOST_CUT / 2 + 1, 'last')];
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
