import type { MessagePort } from 'node:worker_threads';
import type { SanitizeOptions, SanitizeResult } from '@codecsmith/sanitizer';

/** One candidate to read, as a thread gets it. */
export interface Job {
  readonly source: string;
  readonly options: SanitizeOptions;
  /** Gets a message when the thread begins: the time limit counts from then. */
  readonly begun: MessagePort;
}

/** What came of reading a candidate. */
export interface Reading {
  readonly result: SanitizeResult;
  /** Hex sha256 of the normalised tree; of nothing when the candidate was rejected. */
  readonly tree: string;
}

/** A reading, and how long it took on the thread's own clock. */
export interface TimedReading {
  readonly reading: Reading;
  readonly tookMs: number;
}
