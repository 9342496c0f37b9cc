export { assertNever } from './assert-never.ts';
export { refuse, type Command, type Refusal } from './command.ts';
export { accept, decline, type Decider, type Decision } from './decider.ts';
export type { Fact, FactDraft, RecordedFact } from './fact.ts';
export { escapeUnsafe, findUnsafe, type Json } from './json.ts';
export {
  canonicalJson,
  factEventSchema,
  fromFactEvent,
  NAMESPACE,
  toFactEvent,
  type FactEvent,
} from './cloud-event.ts';
export { visibleLine, visibleText } from './visible-text.ts';
export { refusalOf } from './zod-refusal.ts';
