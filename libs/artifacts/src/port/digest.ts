import { createHash } from 'node:crypto';
import { InvalidDigest } from './artifact-errors.ts';

const SHA256_HEX = /^[0-9a-f]{64}$/;

/** Hex sha256 of the bytes: the name that every store gives them. */
export const sha256Hex = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Returns the digest, or throws `InvalidDigest`: a digest becomes a file name, so nothing else may pass. */
export function checkDigest(digest: string): string {
  if (!SHA256_HEX.test(digest)) throw new InvalidDigest(digest);
  return digest;
}

const DIGESTS = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g;

/** Everything in a text that could be a digest. */
export const digestsIn = (text: string): string[] => text.match(DIGESTS) ?? [];
