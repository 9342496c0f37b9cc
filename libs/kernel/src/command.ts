/** A wish, in the imperative; it may be refused. */
export interface Command<Type extends string = string, Data = unknown> {
  /** Chosen by the sender and kept on every repeat: the first accepted answer for an id wins. */
  readonly id: string;
  /** Verb, such as `request`. With `aggregate` it names the subject `lab.v1.cmd.<aggregate>.<type>`. */
  readonly type: Type;
  readonly aggregate: string;
  readonly aggregateId: string;
  readonly actor: string;
  readonly correlationId?: string;
  readonly traceparent?: string;
  readonly data: Data;
}

/** Why a command was not accepted. Nothing changed. */
export interface Refusal {
  /** Stable, for programs: `unknown_clip`, `stale_attempt`, … */
  readonly code: string;
  /** For people: names the field, the value and what is allowed. */
  readonly message: string;
  readonly field?: string;
  readonly allowed?: readonly string[];
}

export const refuse = (code: string, message: string, more: Pick<Refusal, 'field' | 'allowed'> = {}): Refusal => ({
  code,
  message,
  ...more,
});
