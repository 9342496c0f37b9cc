import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileArtifactStore } from '../file/file-artifact-store.ts';
import { ArtifactDamaged, ArtifactMissing, DigestMismatch, InvalidDigest } from './artifact-errors.ts';
import type { ArtifactStore } from './artifact-store.ts';

/** A store under test and the files that lie below it, wherever they are. */
export interface StoreUnderTest {
  readonly store: ArtifactStore;
  /** The files of the store itself (for http: the server's). */
  readonly backing: FileArtifactStore;
  /** Forget local copies, if the store keeps any. */
  dropCache(): Promise<void>;
  close(): Promise<void>;
}

const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const ABSENT = '0'.repeat(64);

/** What every artifact store does, whatever lies below it. */
export function artifactStoreContract(name: string, open: (folder: string) => Promise<StoreUnderTest>): void {
  describe(`${name} keeps bytes by their sha256`, () => {
    let folder: string;
    let opened: StoreUnderTest;
    const bytes = Buffer.from('The quick brown fox jumps over the lazy dog');

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'artifacts-'));
      opened = await open(folder);
    });
    afterEach(async () => {
      await opened.close();
      await rm(folder, { recursive: true, force: true });
    });

    it('returns what was put, under the published sha256 of the text', async () => {
      const ref = await opened.store.put(bytes);
      expect(ref).toEqual({
        digest: 'd7a8fbb307d7809469ca9abcb0082e4f8d5651e46d3cdb762d02d0bf37c9e592',
        sizeBytes: 43,
      });
      expect(await opened.store.get(ref.digest)).toEqual(bytes);
      expect(await opened.store.has(ref.digest)).toBe(true);
      expect(await opened.store.sizeOf(ref.digest)).toBe(43);
      expect(await readFile(await opened.store.localPath(ref.digest))).toEqual(bytes);
    });

    it('stores the same bytes once, from memory or from a file, at the same time or later', async () => {
      const large = Buffer.alloc(3_000_000, 7);
      const source = join(folder, 'source.bin');
      await writeFile(source, large);
      const refs = await Promise.all([
        opened.store.put(large),
        opened.store.putFile(source),
        opened.store.putFile(source),
      ]);
      refs.push(await opened.store.put(large));
      expect(new Set(refs.map((ref) => ref.digest))).toEqual(new Set([digestOf(large)]));
      const listed: string[] = [];
      for await (const digest of opened.backing.list()) listed.push(digest);
      expect(listed).toEqual([digestOf(large)]);
      expect((await readFile(source)).equals(large)).toBe(true);
    });

    it('keeps an empty artifact', async () => {
      const ref = await opened.store.put(new Uint8Array());
      expect(ref.sizeBytes).toBe(0);
      expect(await opened.store.get(ref.digest)).toEqual(Buffer.alloc(0));
      expect(await opened.store.sizeOf(ref.digest)).toBe(0);
    });

    it('takes a stream, and nothing of a stream that fails or is not what was expected', async () => {
      async function* failing(): AsyncGenerator<Uint8Array> {
        yield await Promise.resolve(bytes);
        throw new Error('the source broke');
      }
      await expect(opened.store.putStream(failing())).rejects.toThrow('the source broke');
      await expect(opened.store.putStream([bytes], { expectedDigest: ABSENT })).rejects.toThrow(DigestMismatch);
      expect(await opened.store.has(digestOf(bytes))).toBe(false);
      expect(await opened.store.putStream([bytes.subarray(0, 9), bytes.subarray(9)])).toEqual({
        digest: digestOf(bytes),
        sizeBytes: 43,
      });
      expect(await opened.store.get(digestOf(bytes))).toEqual(bytes);
    });

    it('streams the whole or an inclusive part', async () => {
      const { digest } = await opened.store.put(bytes);
      const read = async (range?: { start?: number; end?: number }): Promise<string> => {
        const chunks = await (await opened.store.createReadStream(digest, range)).toArray();
        return Buffer.concat(chunks as Buffer[]).toString();
      };
      expect(await read()).toBe(bytes.toString());
      expect(await read({ start: 4, end: 8 })).toBe('quick');
      expect(await read({ start: 40 })).toBe('dog');
    });

    it('says which artifact is missing', async () => {
      expect(await opened.store.has(ABSENT)).toBe(false);
      for (const ask of [
        () => opened.store.get(ABSENT),
        () => opened.store.sizeOf(ABSENT),
        () => opened.store.localPath(ABSENT),
        () => opened.store.createReadStream(ABSENT),
      ]) {
        await expect(ask()).rejects.toThrow(new ArtifactMissing(ABSENT));
      }
    });

    it('refuses a name that is no digest, so no path can be smuggled in', async () => {
      for (const name of ['', '../../etc/passwd', ABSENT.slice(1), 'G'.repeat(64), ABSENT.replace('0', 'A')]) {
        await expect(opened.store.get(name)).rejects.toThrow(InvalidDigest);
        await expect(opened.store.has(name)).rejects.toThrow(InvalidDigest);
      }
    });

    it('notices one changed bit on every way to read, and names the artifact', async () => {
      const { digest } = await opened.store.put(bytes);
      await damage(opened, digest);
      const whole = async (): Promise<unknown> => (await opened.store.createReadStream(digest)).toArray();
      for (const read of [
        () => opened.store.get(digest),
        () => opened.store.localPath(digest),
        () => opened.store.createReadStream(digest, { start: 0, end: 3 }),
        whole,
      ]) {
        await expect(read()).rejects.toMatchObject({ name: 'ArtifactDamaged', digest });
      }
    });
  });
}

async function damage(opened: StoreUnderTest, digest: string): Promise<void> {
  const path = await opened.backing.localPath(digest);
  const bytes = await readFile(path);
  bytes[5] = (bytes[5] ?? 0) ^ 1;
  await rm(path);
  await writeFile(path, bytes);
  await opened.dropCache();
  await expect(opened.backing.get(digest)).rejects.toThrow(ArtifactDamaged);
}
