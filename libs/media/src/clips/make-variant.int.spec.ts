import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileArtifactStore } from '@codecsmith/artifacts';
import { makeBuiltinClip } from './builtin-clips.ts';
import { drawVariant, makeVariant } from './make-variant.ts';

const { record, planes } = makeBuiltinClip('square');

describe('a variant of a clip', () => {
  it('is its mirror image without a margin and with altered samples, and says whose and how', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'variant-'));
    try {
      const store = new FileArtifactStore(folder);
      await store.put(planes);
      const derivation = drawVariant(record, (count) => count - 1);
      const crop = { x: 8, y: 8, width: record.width - 16, height: record.height - 16 };
      const alteration = { zoom: 30, shiftX: 1000, shiftY: 1000, gamma: 1040, noise: 1, noiseSeed: (1 << 30) - 1 };
      expect(derivation).toEqual({ firstFrame: 0, frames: record.frames, crop, flip: true, alteration });
      const variant = await makeVariant(record, derivation, { store, name: 'other' });
      expect(variant).toMatchObject({ name: 'other', variantOf: record.digest, width: crop.width, fps: record.fps });
      const bytes = await store.get(variant.digest);
      expect(bytes).toHaveLength((crop.width * crop.height * record.frames * 3) / 2);
      expect(variant.alteration).toEqual(alteration);
      const plain = await makeVariant(record, { ...derivation, alteration: undefined }, { store, name: 'plain' });
      const cut = await store.get(plain.digest);
      expect(cut[0]).toBe(planes[8 * record.width + record.width - 9]);
      const lumaOf = (all: Uint8Array) => all.subarray(0, crop.width * crop.height);
      const moved = lumaOf(bytes).map((sample, at) => Math.abs(sample - (lumaOf(cut)[at] ?? 0)));
      expect(moved.filter((by) => by > 0).length).toBeGreaterThan(moved.length / 4);
      expect(moved.reduce((sum, by) => sum + by, 0) / moved.length).toBeLessThan(12);
      expect((await makeVariant(record, derivation, { store, name: 'again' })).digest).toBe(variant.digest);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('keeps the sides of a small clip, made even', () => {
    const small = { ...record, width: 33, height: 20 };
    expect(drawVariant(small, () => 4).crop).toEqual({ x: 0, y: 0, width: 32, height: 20 });
  });
});
