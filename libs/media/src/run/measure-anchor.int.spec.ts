import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileArtifactStore } from '@codecsmith/artifacts';
import { makeBuiltinClip } from '../clips/builtin-clips.ts';
import type { AnchorPoint } from '../commands/encode.ts';
import { FileAnchorCache } from './anchor-cache.ts';
import { encoderVersion } from './encoder-version.ts';
import { measureAnchor } from './measure-anchor.ts';
import { DEFAULT_TOOLS } from './media-tools.ts';
import { testReferencePoints } from './reference-points.testing.ts';

let folder: string;
let store: FileArtifactStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anchors-'));
  store = new FileArtifactStore(join(folder, 'store'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

testReferencePoints((curve) => curve.slice(2, 3));

describe('measuring an anchor', () => {
  const point: AnchorPoint = { encoder: 'x264', mode: 'low-delay', control: 'qp', q: 40, effort: 'medium' };

  it('pads an odd size for the encoder and measures the clip as it is', async () => {
    const { record, planes } = makeBuiltinClip('harbour');
    await store.put(planes);
    const run = await measureAnchor(record, point, { store });
    expect(run.psnr_y).toBeGreaterThan(25);
    expect(run.psnr_y).toBeLessThan(40);
    expect(run.psnr_y_spread).toBeGreaterThan(0);
  });

  it('is measured once for each clip, encoder version and arguments', async () => {
    const { record, planes } = makeBuiltinClip('harbour');
    await store.put(planes);
    const cache = new FileAnchorCache(join(folder, 'cache'));
    const first = await measureAnchor(record, point, { store, cache });
    const unreachable = new FileArtifactStore(join(folder, 'empty'));
    expect(await measureAnchor(record, point, { store: unreachable, cache })).toEqual(first);
    await expect(measureAnchor(record, { ...point, q: 41 }, { store: unreachable, cache })).rejects.toThrow(
      'is not in the store',
    );
  });

  it('knows the version of each encoder', async () => {
    for (const encoder of ['x264', 'x265', 'svtav1'] as const) {
      expect(await encoderVersion(encoder, DEFAULT_TOOLS)).toMatch(/\d/);
    }
  });

  it('refuses a 10-bit clip', async () => {
    const { record } = makeBuiltinClip('harbour');
    const deep = { ...record, pixelFormat: 'yuv420p10le' } as const;
    await expect(measureAnchor(deep, point, { store })).rejects.toThrow('harbour is yuv420p10le: anchors take yuv420p');
  });
});
