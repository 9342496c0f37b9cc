/**
 * What happened, in the past tense, never changed.
 *
 * The stored and hashed text of a fact is its CloudEvent without `hash` (see `@codecsmith/ledger`).
 */
export interface Fact<Type extends string = string, Data = unknown> {
  /** Deterministic: `<aggregateId>:<version>`. Also the message id on the bus. */
  readonly id: string;
  readonly type: Type;
  readonly schemaVersion: number;
  /** Kind of aggregate, such as `experiment` or `clip`. */
  readonly aggregate: string;
  readonly aggregateId: string;
  /** 1, 2, … within the aggregate. */
  readonly version: number;
  /** 1, 2, … gapless over the whole log. */
  readonly position: number;
  /** ISO 8601, UTC, milliseconds. */
  readonly occurredAt: string;
  /** Id of the command that caused it. */
  readonly causationId: string;
  /** Id of the campaign, or of the aggregate itself when there is none. */
  readonly correlationId: string;
  /** Who asked: `service:<name>` or `user:<name>`. */
  readonly actor: string;
  /** W3C trace context of the command, when it carried one. */
  readonly traceparent?: string;
  readonly data: Data;
  /** Hex sha256 over the previous fact's hash and this fact's canonical JSON. */
  readonly hash: string;
}

/** A fact as a decision makes it: the ledger adds place, time and hash. */
export interface FactDraft<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly schemaVersion: number;
  readonly data: Data;
}

/** The facts of one aggregate, numbered by the ledger: what `evolve` folds. */
export type RecordedFact = Pick<Fact, 'type' | 'schemaVersion' | 'data' | 'version' | 'occurredAt'>;
