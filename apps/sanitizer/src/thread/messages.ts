import type { SanitizeOptions, SanitizeResult } from '@codecsmith/sanitizer';

/** To the thread. */
export interface Question {
  readonly id: number;
  readonly source: string;
  readonly options: SanitizeOptions;
}

/** What came of reading a candidate. */
export interface Reading {
  readonly result: SanitizeResult;
  /** Hex sha256 of the normalised tree; of nothing when the candidate was rejected. */
  readonly tree: string;
}

/** From the thread: ready once, then an answer to each question. */
export type Reply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'read'; readonly id: number; readonly reading: Reading }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: string };
