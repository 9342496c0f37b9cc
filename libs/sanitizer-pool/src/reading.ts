import type { MessagePort } from 'node:worker_threads';
import type { SanitizeOptions, SanitizeResult } from '@codecsmith/sanitizer';

/** One candidate to read, as a thread gets it. */
export interface Job {
  readonly source: string;
  readonly options: SanitizeOptions;
  /** Gets a `Begun` when the thread begins: the time limit counts from then. */
  readonly begun: MessagePort;
}

/** Which thread reads a candidate, and what processor time it had used before. */
export interface Begun {
  readonly threadId: number;
  readonly usedMs: number;
}

/** Processor time of a thread in milliseconds; Node tells microseconds. */
export const cpuMs = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1000;

/** What came of reading a candidate. */
export interface Reading {
  readonly result: SanitizeResult;
  /** Hex sha256 of the normalised tree; of nothing when the candidate was rejected. */
  readonly tree: string;
}

/** A reading, and the processor time that the thread took for it. */
export interface TimedReading {
  readonly reading: Reading;
  readonly tookMs: number;
}
