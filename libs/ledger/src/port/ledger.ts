import type { Accepted, Answer, BeatVerdict, Fact, LeaseBeat, RawCommand } from '@codecsmith/kernel';

/** The end of the log: position 0 and {@link GENESIS_HASH} when it is empty. */
export interface Head {
  readonly position: number;
  readonly hash: string;
}

/** What the first fact's hash continues. */
export const GENESIS_HASH = '0'.repeat(64);

/**
 * The append-only log and its one writer.
 *
 * `submit` and `beat` reject with {@link LedgerUnavailable} when nothing could be decided: send the same id again.
 */
export interface Ledger {
  /** Resolves after the commit, or with a refusal. The first accepted answer for an id wins. */
  submit(command: RawCommand): Promise<Answer>;
  beat(beat: LeaseBeat): Promise<BeatVerdict>;
  /** The answer that a command id was accepted with, if it was. */
  find(commandId: string): Promise<Accepted | undefined>;
  /** All facts of an aggregate in order; empty when there is none. */
  read(aggregateId: string): Promise<Fact[]>;
  /** At most `limit` facts from `position` on, in order. */
  readFrom(position: number, limit: number): Promise<Fact[]>;
  head(): Promise<Head>;
  /** Calls back after every commit that appended facts. Returns how to stop that. */
  onAppended(listener: (head: Head) => void): () => void;
  /** No beat could be heard until now (the machine slept, the bus was away): silence of executors counts from here. */
  forgiveSilence(): void;
  /** Finishes what was submitted, then lets go of the log. */
  close(): Promise<void>;
}

/** Nothing was decided, through no fault of the command: repeat it with the same id. */
export class LedgerUnavailable extends Error {
  override readonly name = 'LedgerUnavailable';
}
