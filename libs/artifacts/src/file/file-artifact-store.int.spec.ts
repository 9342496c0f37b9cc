import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ArtifactDamaged, ArtifactTooLarge, DigestMismatch } from '../port/artifact-errors.ts';
import { artifactStoreContract } from '../port/artifact-store.contract.testing.ts';
import { sha256Hex } from '../port/digest.ts';
import { clearIncoming, FileArtifactStore } from './file-artifact-store.ts';

artifactStoreContract('FileArtifactStore', (folder) => {
  const store = new FileArtifactStore(join(folder, 'store'));
  return Promise.resolve({
    store,
    backing: store,
    dropCache: () => Promise.resolve(),
    close: () => Promise.resolve(),
  });
});

describe('FileArtifactStore on disk', () => {
  let root: string;
  let store: FileArtifactStore;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'artifacts-'));
    store = new FileArtifactStore(root);
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it('lays files out by the first two characters, read-only, and leaves no temporary file', async () => {
    const { digest } = await store.put(Buffer.from('a'));
    const path = join(root, digest.slice(0, 2), digest.slice(2));
    expect(await store.localPath(digest)).toBe(path);
    expect((await stat(path)).mode & 0o777).toBe(0o444);
    expect(await readdir(join(root, 'incoming'))).toEqual([]);
  });

  it('refuses bytes that lack the expected digest or exceed the limit, and stores nothing', async () => {
    const expectedDigest = sha256Hex(Buffer.from('other'));
    await expect(store.putStream([Buffer.from('a')], { expectedDigest })).rejects.toThrow(DigestMismatch);
    await expect(store.putStream([Buffer.alloc(4), Buffer.alloc(4)], { maxBytes: 7 })).rejects.toThrow(
      ArtifactTooLarge,
    );
    expect(await store.has(expectedDigest)).toBe(false);
    expect(await readdir(join(root, 'incoming'))).toEqual([]);
  });

  it('never heals a damaged artifact in silence: put says so until it is removed', async () => {
    const { digest } = await store.put(Buffer.from('good'));
    const path = await store.localPath(digest);
    await rm(path);
    await writeFile(path, 'baad');
    await expect(store.put(Buffer.from('good'))).rejects.toThrow(ArtifactDamaged);
    await store.remove(digest);
    await store.put(Buffer.from('good'));
    expect(await readFile(path, 'utf8')).toBe('good');
  });

  it('clears what a crashed writer left', async () => {
    await mkdir(join(root, 'incoming'));
    await writeFile(join(root, 'incoming', 'left'), 'x');
    await clearIncoming(store);
    expect(await readdir(join(root, 'incoming'))).toEqual([]);
  });
});
