import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileArtifactStore } from '../file/file-artifact-store.ts';
import { CacheLimit } from './cache-limit.ts';

const HOUR_MS = 3_600_000;

describe('the cache of an executor', () => {
  let cache: FileArtifactStore;
  beforeEach(async () => {
    cache = new FileArtifactStore(await mkdtemp(join(tmpdir(), 'cache-')));
  });
  afterEach(() => rm(cache.root, { recursive: true, force: true }));

  async function copy(text: string, hoursAgo: number): Promise<string> {
    const { digest } = await cache.put(Buffer.alloc(1_000, text));
    const at = new Date(Date.now() - hoursAgo * HOUR_MS);
    await utimes(await cache.localPath(digest), at, at);
    return digest;
  }

  it('lets the longest unused copies go when it is over its size, and none that may be in use', async () => {
    const limit = new CacheLimit(cache, 3_000);
    const [oldest, old, recent, fresh] = [
      await copy('a', 9),
      await copy('b', 8),
      await copy('c', 7),
      await copy('d', 1),
    ];
    await limit.added(1_000);
    expect(await Promise.all([oldest, old, recent, fresh].map((digest) => cache.has(digest)))).toEqual([
      false,
      false,
      true,
      true,
    ]);
    const others = await Promise.all(['e', 'f', 'g'].map((text) => copy(text, 0)));
    await limit.added(3_000);
    expect(await Promise.all([recent, fresh, ...others].map((digest) => cache.has(digest)))).toEqual([
      false,
      true,
      true,
      true,
      true,
    ]);
  });
});
