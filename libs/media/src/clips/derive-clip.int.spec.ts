import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileArtifactStore } from '@codecsmith/artifacts';
import type { ClipRecord } from './clip-record.ts';
import { deriveClip, type Derivation } from './derive-clip.ts';

/** Two frames of 4×4: luma counts 0–15 (then 100–115), U 20–23, V 30–33. */
const frame = (base: number): number[] => [
  ...Array.from({ length: 16 }, (_, i) => base + i),
  ...[20, 21, 22, 23],
  ...[30, 31, 32, 33],
];
const planes = Uint8Array.from([...frame(0), ...frame(100)]);

let folder: string;
let store: FileArtifactStore;
let source: ClipRecord;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'derive-'));
  store = new FileArtifactStore(folder);
  source = {
    ...{ digest: (await store.put(planes)).digest, name: 'counting', width: 4, height: 4, frames: 2 },
    ...{ fps: { num: 25, den: 1 }, pixelFormat: 'yuv420p', matrix: 'bt709', range: 'tv' },
    ...{ sourceBytes: 10, sourceCompressed: true },
  };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function derived(derivation: Derivation): Promise<{ record: ClipRecord; bytes: number[] }> {
  const record = await deriveClip(source, derivation, { store, name: 'variant' });
  return { record, bytes: [...(await store.get(record.digest))] };
}

describe('deriving a clip', () => {
  it('cuts frames', async () => {
    const { record, bytes } = await derived({ firstFrame: 1, frames: 1 });
    expect(bytes).toEqual(frame(100));
    expect(record).toMatchObject({
      name: 'variant',
      frames: 1,
      width: 4,
      matrix: 'bt709',
      sourceBytes: 24,
      sourceCompressed: false,
    });
  });

  it('crops luma and chroma together', async () => {
    const { record, bytes } = await derived({ firstFrame: 0, frames: 1, crop: { x: 2, y: 0, width: 2, height: 4 } });
    expect(bytes).toEqual([2, 3, 6, 7, 10, 11, 14, 15, 21, 23, 31, 33]);
    expect(record).toMatchObject({ width: 2, height: 4 });
  });

  it('mirrors every plane, at 10 bit by samples', async () => {
    const { bytes } = await derived({ firstFrame: 0, frames: 1, flip: true });
    expect(bytes.slice(0, 8)).toEqual([3, 2, 1, 0, 7, 6, 5, 4]);
    expect(bytes.slice(16)).toEqual([21, 20, 23, 22, 31, 30, 33, 32]);
    source = { ...source, pixelFormat: 'yuv420p10le', frames: 1 };
    const deep = await derived({ firstFrame: 0, frames: 1, flip: true });
    expect(deep.bytes.slice(0, 8)).toEqual([6, 7, 4, 5, 2, 3, 0, 1]);
  });

  it('is another clip than its source, and undone by the same mirror', async () => {
    const { record, bytes } = await derived({ firstFrame: 0, frames: 2, flip: true });
    expect(record.digest).not.toBe(source.digest);
    expect(bytes).not.toEqual([...planes]);
    const again = await deriveClip(record, { firstFrame: 0, frames: 2, flip: true }, { store, name: 'back' });
    expect(again.digest).toBe(source.digest);
  });

  it.each([
    [{ firstFrame: 1, frames: 2 }, 'frames 1–2: clip counting has 0–1'],
    [{ firstFrame: 0, frames: 0 }, 'frames 0–-1: clip counting has 0–1'],
    [
      { firstFrame: 0, frames: 1, crop: { x: 1, y: 0, width: 2, height: 2 } },
      'crop 2x2+1+0: even numbers inside 4x4 are allowed',
    ],
    [
      { firstFrame: 0, frames: 1, crop: { x: 4, y: 0, width: 2, height: 2 } },
      'crop 2x2+4+0: even numbers inside 4x4 are allowed',
    ],
  ])('refuses %j', async (derivation, message) => {
    await expect(derived(derivation)).rejects.toThrow(message);
  });
});
