import { createReadStream } from 'node:fs';
import { chmod, mkdir, opendir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PassThrough, pipeline, type Readable } from 'node:stream';
import { ArtifactDamaged, ArtifactMissing, DigestMismatch } from '../port/artifact-errors.ts';
import type { ArtifactRef, ArtifactStore, ByteRange, PutStreamOptions } from '../port/artifact-store.ts';
import { checkDigest, sha256Hex } from '../port/digest.ts';
import { hashFile, syncFolder, verifying, writeHashed } from './hashed-io.ts';

/** A file of the store. */
export interface StoredArtifact extends ArtifactRef {
  /** When it was stored or last claimed. */
  readonly claimedAt: Date;
}

const CLAIM_AGAIN_MS = 3_600_000;

/**
 * Artifacts as read-only files `<root>/ab/cdef…`: written beside, synced, then renamed into place, so a crash
 * leaves either the whole artifact or none.
 */
export class FileArtifactStore implements ArtifactStore {
  /** What a file looked like when its bytes were last proved; any write changes its ctime. */
  readonly #proved = new Map<string, string>();

  constructor(readonly root: string) {}

  async put(bytes: Uint8Array): Promise<ArtifactRef> {
    return this.putStream([bytes]);
  }

  async putFile(path: string): Promise<ArtifactRef> {
    return this.putStream(createReadStream(path));
  }

  /** Throws `ArtifactDamaged` when this digest is already here with other bytes. */
  async putStream(
    source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    options: PutStreamOptions = {},
  ): Promise<ArtifactRef> {
    const expected = options.expectedDigest === undefined ? undefined : checkDigest(options.expectedDigest);
    const written = await writeHashed(join(this.root, 'incoming'), source, options.maxBytes);
    try {
      if (expected !== undefined && written.digest !== expected) throw new DigestMismatch(expected, written.digest);
      if (await this.claim(written.digest)) await this.#prove(written.digest);
      else await this.#adopt(written.path, written.digest);
      return { digest: written.digest, sizeBytes: written.sizeBytes };
    } finally {
      await rm(written.path, { force: true });
    }
  }

  async get(digest: string): Promise<Buffer> {
    const bytes = await readFile(this.#pathOf(digest)).catch(missing(digest));
    const actual = sha256Hex(bytes);
    if (actual !== digest) throw new ArtifactDamaged(digest, actual);
    return bytes;
  }

  async localPath(digest: string): Promise<string> {
    await this.#prove(digest);
    return this.#pathOf(digest);
  }

  async has(digest: string): Promise<boolean> {
    return this.sizeOf(digest).then(
      () => true,
      (error: unknown) => {
        if (error instanceof ArtifactMissing) return false;
        throw error;
      },
    );
  }

  /** Marks a file by its time of change, at most once in {@link CLAIM_AGAIN_MS}: a new mark makes its bytes be proved again. */
  async claim(digest: string): Promise<boolean> {
    const claimedAt = await this.claimedAt(digest);
    if (claimedAt === undefined) return false;
    const now = new Date();
    if (now.getTime() - claimedAt.getTime() < CLAIM_AGAIN_MS) return true;
    return utimes(this.#pathOf(digest), now, now).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return false;
        throw error;
      },
    );
  }

  /** When an artifact was stored or last claimed; undefined when it is not here. */
  async claimedAt(digest: string): Promise<Date | undefined> {
    return (await statIfThere(this.#pathOf(digest)))?.mtime;
  }

  async sizeOf(digest: string): Promise<number> {
    return (await stat(this.#pathOf(digest)).catch(missing(digest))).size;
  }

  /** A whole artifact is proved while it flows and the stream fails at its end; a part is proved before it starts. */
  async createReadStream(digest: string, range: ByteRange = {}): Promise<Readable> {
    const whole = range.start === undefined && range.end === undefined;
    if (!whole) return createReadStream(await this.localPath(digest), range);
    await this.sizeOf(digest);
    const out = new PassThrough();
    pipeline(createReadStream(this.#pathOf(digest)), verifying(digest), out, (error) => {
      if (error) out.destroy(error);
    });
    return out;
  }

  /** Deletes an artifact, damaged or not; nothing happens when it is not here. */
  async remove(digest: string): Promise<void> {
    this.#proved.delete(digest);
    await rm(this.#pathOf(digest), { force: true });
  }

  /** Every artifact in the store, in no order; one that vanishes meanwhile is left out. */
  async *entries(): AsyncGenerator<StoredArtifact> {
    for await (const digest of this.list()) {
      const found = await statIfThere(this.#pathOf(digest));
      if (found !== undefined) yield { digest, sizeBytes: found.size, claimedAt: found.mtime };
    }
  }

  /** Every digest in the store, in no order. */
  async *list(): AsyncGenerator<string> {
    for (const folder of await names(this.root)) {
      if (!/^[0-9a-f]{2}$/.test(folder)) continue;
      for (const rest of await names(join(this.root, folder))) {
        if (/^[0-9a-f]{62}$/.test(rest)) yield folder + rest;
      }
    }
  }

  #pathOf(digest: string): string {
    checkDigest(digest);
    return join(this.root, digest.slice(0, 2), digest.slice(2));
  }

  async #adopt(temporary: string, digest: string): Promise<void> {
    const path = this.#pathOf(digest);
    await chmod(temporary, 0o444);
    await mkdir(dirname(path), { recursive: true });
    await rename(temporary, path);
    await syncFolder(dirname(path));
  }

  async #prove(digest: string): Promise<void> {
    const path = this.#pathOf(digest);
    const seen = await stat(path).catch(missing(digest));
    const mark = `${seen.ino}:${seen.size}:${seen.mtimeMs}:${seen.ctimeMs}`;
    if (this.#proved.get(digest) === mark) return;
    const { digest: actual } = await hashFile(path);
    if (actual !== digest) throw new ArtifactDamaged(digest, actual);
    this.#proved.set(digest, mark);
  }
}

const missing =
  (digest: string) =>
  (error: NodeJS.ErrnoException): never => {
    if (error.code === 'ENOENT') throw new ArtifactMissing(digest);
    throw error;
  };

const statIfThere = (path: string) =>
  stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });

async function names(folder: string): Promise<string[]> {
  const found: string[] = [];
  try {
    for await (const entry of await opendir(folder)) found.push(entry.name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return found;
}

/**
 * Removes what crashed writers left behind.
 *
 * @param olderThanMs 0 only where nobody writes now
 */
export async function clearIncoming(store: FileArtifactStore, olderThanMs = 0): Promise<void> {
  const folder = join(store.root, 'incoming');
  for (const name of await names(folder)) {
    const found = await statIfThere(join(folder, name));
    if (found !== undefined && Date.now() - found.mtimeMs >= olderThanMs) await rm(join(folder, name), { force: true });
  }
}
