import type { Fact, Refusal } from '@codecsmith/kernel';

/** A command as it arrives: nothing about it has been checked. */
export interface RawCommand {
  /** Chosen by the sender, 1 to 400 visible ASCII characters; kept on every repeat. */
  readonly id: string;
  readonly aggregate: string;
  /** The verb, such as `request`. */
  readonly type: string;
  /** May be left out where the aggregate derives it (a new experiment, a clip). */
  readonly aggregateId?: string | undefined;
  /** `user:<name>` or `service:<name>`; `user:bus` when left out. */
  readonly actor?: string | undefined;
  readonly correlationId?: string | undefined;
  /** W3C trace context; one that is not well-formed is ignored, as that standard asks. */
  readonly traceparent?: string | undefined;
  readonly data: unknown;
}

/** The right to work on one attempt. It is told once, to the one whose command was accepted, and stored hashed. */
export interface IssuedLease {
  /** 32 hex characters: 128 random bits. */
  readonly token: string;
  /** Without a beat for this long the attempt may be given to another. */
  readonly ttlMs: number;
  /** How often to send a beat. */
  readonly beatMs: number;
}

/** The decision is committed: what it says is never lost. */
export interface Accepted {
  readonly accepted: true;
  /** Id of the command. */
  readonly id: string;
  readonly aggregateId: string;
  /** Version of the aggregate after the decision. */
  readonly version: number;
  /** Position of the log after the decision. */
  readonly position: number;
  /** Types of the appended facts, in order; empty when the wish was fulfilled already. */
  readonly facts: readonly string[];
  /** This id was accepted before; this is that answer again. */
  readonly repeated: boolean;
  /** Present while the lease that the command was granted is alive. */
  readonly lease?: IssuedLease;
}

/** Nothing changed. The same id may be sent again and is then decided afresh. */
export interface Refused {
  readonly accepted: false;
  readonly id: string;
  readonly refusal: Refusal;
}

export type Answer = Accepted | Refused;

/** A sign of life of the holder of a lease. */
export interface LeaseBeat {
  readonly aggregateId: string;
  readonly attempt: number;
  readonly token: string;
  readonly executor: string;
}

/** Why a holder must stop; `fenced`: the attempt was given up or belongs to another. */
export type StopReason = 'cancelled' | 'fenced' | 'concluded' | 'unknown';

export type BeatVerdict =
  { readonly verdict: 'continue'; readonly ttlMs: number } | { readonly verdict: 'stop'; readonly reason: StopReason };

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
  /** Finishes what was submitted, then lets go of the log. */
  close(): Promise<void>;
}

/** Nothing was decided, through no fault of the command: repeat it with the same id. */
export class LedgerUnavailable extends Error {
  override readonly name = 'LedgerUnavailable';
}
