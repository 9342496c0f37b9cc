import type { FileArtifactStore, StoredArtifact } from '../file/file-artifact-store.ts';

/** A claim is renewed once an hour at most, so what was claimed within two may be in use now. */
const IN_USE_MS = 2 * 3_600_000;
/** Room that is made at a time, so that the folder is not looked through for every artifact. */
const HYSTERESIS = 0.9;

/** Keeps the copies of a cache below a size. What was used longest ago goes first; what may be in use stays. */
export class CacheLimit {
  #bytes: number | undefined;
  #making: Promise<void> | undefined;

  constructor(
    private readonly cache: FileArtifactStore,
    private readonly maxBytes: number,
  ) {}

  /** Takes note of a new copy, and makes room where it is needed. */
  async added(sizeBytes: number): Promise<void> {
    if (this.#bytes !== undefined) this.#bytes += sizeBytes;
    if (this.#bytes !== undefined && this.#bytes <= this.maxBytes) return;
    this.#making ??= this.#makeRoom().finally(() => (this.#making = undefined));
    await this.#making;
  }

  async #makeRoom(): Promise<void> {
    const copies: StoredArtifact[] = [];
    for await (const copy of this.cache.entries()) copies.push(copy);
    copies.sort((a, b) => a.claimedAt.getTime() - b.claimedAt.getTime());
    let bytes = copies.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const goal = bytes > this.maxBytes ? this.maxBytes * HYSTERESIS : this.maxBytes;
    for (const { digest, sizeBytes, claimedAt } of copies) {
      if (bytes <= goal || Date.now() - claimedAt.getTime() < IN_USE_MS) break;
      await this.cache.remove(digest);
      bytes -= sizeBytes;
    }
    this.#bytes = bytes;
  }
}
