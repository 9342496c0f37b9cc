import type { Readable } from 'node:stream';

/** The name of some bytes: hex sha256 (64 lower-case characters) and how many they are. */
export interface ArtifactRef {
  readonly digest: string;
  readonly sizeBytes: number;
}

/** Byte positions to read, both inclusive, as in an HTTP range. */
export interface ByteRange {
  readonly start?: number;
  readonly end?: number;
}

export interface PutStreamOptions {
  /** Refuse with `DigestMismatch` when the bytes have another digest. */
  readonly expectedDigest?: string;
  /** Refuse with `ArtifactTooLarge` past this many bytes. */
  readonly maxBytes?: number;
}

/**
 * Bytes by their sha256. Write-once: what a digest names never changes, and every read proves it.
 *
 * Every method that takes a digest throws `InvalidDigest`, `ArtifactMissing` or `ArtifactDamaged`.
 */
export interface ArtifactStore {
  put(bytes: Uint8Array): Promise<ArtifactRef>;
  /** Copies the file's bytes; the file stays. */
  putFile(path: string): Promise<ArtifactRef>;
  /** Stores a stream of unknown length; nothing is stored when the stream fails. */
  putStream(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, options?: PutStreamOptions): Promise<ArtifactRef>;
  get(digest: string): Promise<Buffer>;
  /** A verified local file that must not be written to. */
  localPath(digest: string): Promise<string>;
  /** Whether the store holds something under this digest; says nothing about its health. */
  has(digest: string): Promise<boolean>;
  /** The same for one who is about to name it in a fact: it is then not swept away as something that nothing names. */
  claim(digest: string): Promise<boolean>;
  sizeOf(digest: string): Promise<number>;
  createReadStream(digest: string, range?: ByteRange): Promise<Readable>;
}
