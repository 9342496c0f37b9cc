import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileArtifactStore } from '@codecsmith/artifacts';
import { makeBuiltinClip } from './builtin-clips.ts';
import { drawVariant, makeVariant } from './make-variant.ts';

const { record, planes } = makeBuiltinClip('square');

describe('a variant of a clip', () => {
  it('is its mirror image without a margin, and says whose', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'variant-'));
    try {
      const store = new FileArtifactStore(folder);
      await store.put(planes);
      const derivation = drawVariant(record, (count) => count - 1);
      const crop = { x: 8, y: 8, width: record.width - 16, height: record.height - 16 };
      expect(derivation).toEqual({ firstFrame: 0, frames: record.frames, crop, flip: true });
      const variant = await makeVariant(record, derivation, { store, name: 'other' });
      expect(variant).toMatchObject({ name: 'other', variantOf: record.digest, width: crop.width, fps: record.fps });
      const bytes = await store.get(variant.digest);
      expect(bytes[0]).toBe(planes[8 * record.width + record.width - 9]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('keeps the sides of a small clip, made even', () => {
    const small = { ...record, width: 33, height: 20 };
    expect(drawVariant(small, () => 4).crop).toEqual({ x: 0, y: 0, width: 32, height: 20 });
  });
});
