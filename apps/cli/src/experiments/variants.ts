import { randomBytes, randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpArtifactStore } from '@codecsmith/artifacts';
import type { LabClient } from '@codecsmith/client';
import { clip } from '@codecsmith/experiment';
import { drawVariant, makeVariant } from '@codecsmith/media';
import { findClip } from './find-clip.ts';
import type { LabAddress } from '../lab/connect.ts';

const NAME_CHARACTERS = 80;

/**
 * Makes the lab know an altered mirror image of each clip, without a margin, all drawn anew each time: a codec that knows a
 * clip does worse on it, and the measurement says so. Returns their digests.
 *
 * @throws CommandError (usage) for a clip that the lab does not know
 */
export async function addVariants(
  client: LabClient,
  lab: LabAddress,
  references: readonly string[],
): Promise<string[]> {
  const known = await client.clips();
  const cacheDir = await mkdtemp(join(tmpdir(), 'codecsmith-variants-'));
  try {
    const store = new HttpArtifactStore(lab.baseUrl, { token: lab.token, cacheDir });
    const variants: string[] = [];
    for (const reference of references) {
      const source = clip.parse(findClip(reference, known));
      const name = `${source.name.slice(0, NAME_CHARACTERS)}-variant-${randomBytes(4).toString('hex')}`;
      const variant = await makeVariant(
        source,
        drawVariant(source, (count) => randomInt(count)),
        { store, name },
      );
      await client.addClip(clip.parse(variant));
      variants.push(variant.digest);
    }
    return variants;
  } finally {
    await rm(cacheDir, { recursive: true, force: true });
  }
}
