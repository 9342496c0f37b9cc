import { canonicalJson } from '@codecsmith/kernel';
import { redact } from '../providers/redact.ts';
import type { Prompt } from '../prompts/render.ts';
import type { Call, CallRequest } from './ask.ts';
import type { Trial } from './judge.ts';

/** One call, its answer, and what came of running its code; null where it was not run. */
export interface Turn extends Call {
  readonly trial: Trial | null;
}

/** UTF-8 JSON, ready for the artifact store. Keys are taken out. */
export interface DraftRecord {
  /** Model, parameters, prompt version and the messages of the first call. */
  readonly prompt: Uint8Array;
  /** Every turn: the diagnostic that was sent before it, the raw text, usage, cause, spend; and what was overlooked. */
  readonly reply: Uint8Array;
}

export function recordOf(
  request: CallRequest & { readonly prompt: Prompt },
  provider: string,
  turns: readonly Turn[],
  forgiven: readonly string[],
): DraftRecord {
  const { key, model, price, maxOutputTokens, temperature, reasoningEffort, extraBody, prompt } = request;
  const further = Object.fromEntries(
    Object.entries({ reasoningEffort, extraBody }).filter(([, value]) => value !== undefined),
  );
  const parameters = { maxOutputTokens, temperature: temperature ?? null, ...further };
  const asked = { provider, model, key, parameters, price, version: prompt.version, messages: prompt.messages };
  return { prompt: bytes(asked), reply: bytes({ turns: turns.map(turnRecord), forgiven }) };
}

function turnRecord({ messages, answer, spent, counted, unsettled, trial }: Turn, index: number) {
  const { text, usage, attempts } = answer;
  const failure = answer.ok ? null : { cause: answer.cause, message: answer.message };
  const diagnostic = index === 0 ? null : (messages.at(-1)?.content ?? null);
  const ran =
    trial === null ? null : { experimentId: trial.experimentId, outcome: trial.outcome, message: trial.message };
  return { diagnostic, text, usage, attempts, failure, spent, counted, unsettled, trial: ran };
}

const bytes = (value: unknown): Uint8Array => Buffer.from(redact(canonicalJson(wellFormed(value)), []), 'utf8');

/** A model may send half of a surrogate pair; JSON text cannot hold it. */
const wellFormed = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, item: unknown) => (typeof item === 'string' ? item.toWellFormed() : item));
