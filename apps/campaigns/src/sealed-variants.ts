import type { ArtifactStore } from '@codecsmith/artifacts';
import { fullFrames, type CampaignConfig, type SealedVariant } from '@codecsmith/campaign';
import type { Clip } from '@codecsmith/experiment';
import { drawAlteration, makeVariant, type Alteration } from '@codecsmith/media';
import type { Ask } from './excerpts.ts';
import type { Secret } from './secret.ts';

/** Most lines and columns that are cut away on one side; clips below the smallest size stay whole. */
const MOST_CUT = 8;
const SMALLEST = 64;
const NAME_HEX = 20;

type Change = Pick<SealedVariant, 'crop' | 'mirrored'> & { readonly alteration: Alteration };

/** What is sealed: whole clips, or the end of the only clip there is. */
export type Seal = Pick<CampaignConfig, 'sealed' | 'sealedFrom' | 'fullFrames'>;

/**
 * Makes a secret variant of each sealed clip (an even crop, perhaps mirrored, its samples altered), stores it and makes
 * it known as a clip.
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
    const { crop, mirrored: flip, alteration } = change;
    const firstFrame = seal.sealedFrom ?? 0;
    const frames = Math.min(clip.frames - firstFrame, fullFrames(clip, seal.fullFrames));
    const part = { firstFrame, frames, crop, flip, alteration };
    const variant = await makeVariant(clip, part, { store: artifacts, name: clip.name });
    const { digest } = variant;
    const name = `sealed-${digest.slice(0, NAME_HEX)}`;
    const data = { ...variant, name };
    const answer = await ask({ id: `campaigns:${name}`, aggregate: 'clip', verb: 'add', aggregateId: digest, data });
    if (!answer.accepted) throw new Error(`variant of a sealed clip: ${answer.refusal.message}`);
    variants.push({ of: clip.digest, clip: digest, ...change });
  }
  return variants;
}

function drawChange({ width, height, digest }: Clip, secret: Secret): Change {
  const [x, columns] = drawCut(width, (count, name) => secret.below(count, `${digest} ${name} column`));
  const [y, lines] = drawCut(height, (count, name) => secret.below(count, `${digest} ${name} line`));
  const mirrored = secret.below(2, `${digest} mirrored`) === 1;
  const alteration = drawAlteration((count, what) => secret.below(count, `${digest} ${what}`));
  return { crop: { x, y, width: columns, height: lines }, mirrored, alteration };
}

/** Where a side begins, and how long it is: both even. */
function drawCut(side: number, below: (count: number, name: string) => number): [start: number, length: number] {
  const even = side - (side % 2);
  if (even < SMALLEST) return [0, even];
  const start = 2 * below(MOST_CUT / 2 + 1, 'first');
  return [start, even - start - 2 * below(MOST_CUT / 2 + 1, 'last')];
}
