import { z } from 'zod';
import type { ReadonlyDeep } from './read-only.ts';

/** What somebody wants to change, in the imperative; the ledger may refuse it. */
export interface Command<Type extends string = string, Data = unknown, Aggregate extends string = string> {
  /** Chosen by the sender and kept on every repeat: the first accepted answer for an id wins. */
  readonly id: string;
  /** Verb, such as `request`. With `aggregate` it names the subject `lab.v1.cmd.<aggregate>.<type>`. */
  readonly type: Type;
  readonly aggregate: Aggregate;
  readonly aggregateId: string;
  readonly actor: string;
  readonly correlationId?: string;
  readonly traceparent?: string;
  readonly data: Data;
}

/** A command as it arrives: its fields have the right types, and nothing else about it has been checked. */
export const rawCommandSchema = z.object({
  /** Chosen by the sender, 1 to 400 visible ASCII characters; kept on every repeat. */
  id: z.string(),
  aggregate: z.string(),
  /** The verb, such as `request`. */
  type: z.string(),
  /** May be left out where the aggregate derives it (a new experiment, a clip). */
  aggregateId: z.string().optional(),
  /** `user:<name>` or `service:<name>`; `user:bus` when left out. */
  actor: z.string().optional(),
  correlationId: z.string().optional(),
  /** W3C trace context; one that is not well-formed is ignored, as that standard asks. */
  traceparent: z.string().optional(),
  /** Of the work whose outcome it records. */
  token: z.string().optional(),
  data: z.unknown(),
});
export type RawCommand = ReadonlyDeep<z.output<typeof rawCommandSchema>>;
