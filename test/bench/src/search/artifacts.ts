import { createHash } from 'node:crypto';

export interface Artifact {
  readonly digest: string;
  readonly sizeBytes: number;
}

export const digestOf = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Texts by their digest. */
export class Texts {
  readonly #texts = new Map<string, string>();

  put(text: string): Artifact {
    const digest = digestOf(text);
    this.#texts.set(digest, text);
    return { digest, sizeBytes: Buffer.byteLength(text) };
  }

  get(digest: string): string {
    const text = this.#texts.get(digest);
    if (text === undefined) throw new Error(`there is no artifact ${digest}`);
    return text;
  }
}
