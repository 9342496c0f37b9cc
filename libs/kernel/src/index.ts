export { acceptedSchema, answerSchema, refusedSchema, type Accepted, type Answer, type Refused } from './answer.ts';
export { assertNever } from './assert-never.ts';
export { rawCommandSchema, type Command, type RawCommand } from './command.ts';
export { accept, decline, type Decider, type Decision } from './decider.ts';
export {
  EXECUTOR_BEAT_MS,
  EXECUTOR_ORDERS,
  EXECUTOR_SILENT_MS,
  executorBeatSchema,
  executorOrderSchema,
  executorVerdictSchema,
  knownExecutorSchema,
  knownExecutorsSchema,
  type ExecutorBeat,
  type ExecutorOrder,
  type ExecutorVerdict,
  type KnownExecutor,
  type OrderedExecutor,
} from './executor.ts';
export type { Fact, FactDraft, RecordedFact } from './fact.ts';
export { cutText, cutTextStart, escapeUnsafe, findUnsafe, type Json } from './json.ts';
export {
  beatVerdictSchema,
  issuedLeaseSchema,
  leaseBeatSchema,
  stopReasonSchema,
  type BeatVerdict,
  type IssuedLease,
  type LeaseBeat,
  type StopReason,
} from './lease.ts';
export {
  canonicalJson,
  factEventSchema,
  fromFactEvent,
  NAMESPACE,
  toFactEvent,
  type FactEvent,
} from './cloud-event.ts';
export { LANES, type Lane } from './lane.ts';
export { OnceEach } from './once-each.ts';
export { randomFrom } from './random-from.ts';
export type { ReadonlyDeep } from './read-only.ts';
export { refusalSchema, refuse, type Refusal } from './refusal.ts';
export type { CommandUnion, FactUnion } from './unions.ts';
export { visibleLine, visibleText } from './visible-text.ts';
export { NewerFact, readsOlder, refuseNewer, type Upcaster } from './versions.ts';
export { doubling, pause, pausesOf, retry, type PauseAfter } from './retry.ts';
export { refusalOf } from './zod-refusal.ts';
