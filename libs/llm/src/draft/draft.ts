import type { CallCause, Message, ModelAnswer, ModelProvider } from '../port/model.ts';
import { spendOf, upperBound, type Price, type Spending } from '../port/spending.ts';
import type { ReplyCause } from '../parsing/outcome.ts';
import { parseReply, type Draft, type ReplyContext } from '../parsing/reply.ts';
import { renderRetry, type Prompt } from '../prompts/render.ts';
import { recordOf, type DraftRecord, type Turn } from './record.ts';

/** What is asked of a model, for one candidate. */
export interface DraftRequest extends ReplyContext {
  readonly prompt: Prompt;
  /** Names the draw; the calls are `<key>#1` and `<key>#2`. */
  readonly key: string;
  readonly model: string;
  readonly price: Price;
  readonly maxOutputTokens: number;
  readonly temperature?: number;
  readonly signal?: AbortSignal;
  /** A further look at the code, such as the sanitizer's: what is wrong with it, or null. */
  readonly check?: (code: string) => string | null | Promise<string | null>;
}

export type DraftCause = CallCause | ReplyCause | 'check_failed' | 'budget_exhausted';

interface Outcome {
  /** Everything that was sent and received, for the artifact store. */
  readonly record: DraftRecord;
  readonly tokens: { readonly input: number; readonly output: number };
  /** As settled: the bound itself where the provider did not count. */
  readonly costUsd: number;
}

export type DraftReply =
  | (Outcome & { readonly ok: true; readonly draft: Draft })
  | (Outcome & { readonly ok: false; readonly cause: DraftCause; readonly message: string });

type Verdict =
  | { readonly ok: true; readonly draft: Draft }
  | { readonly ok: false; readonly cause: DraftCause; readonly message: string; readonly again: boolean };

/** One answer and, when it cannot be used, one more in the same conversation. */
const TURNS = 2;

/**
 * Asks a model for a candidate. Every call is paid for by a reservation made before it; every failure has a name;
 * nothing is thrown but what `spending` and `check` throw.
 */
export async function draft(request: DraftRequest, provider: ModelProvider, spending: Spending): Promise<DraftReply> {
  const turns: Turn[] = [];
  let messages: readonly Message[] = request.prompt.messages;
  let verdict: Verdict = { ok: false, cause: 'no_code', message: 'nothing was asked', again: true };
  for (let turn = 1; turn <= TURNS && !verdict.ok && verdict.again; turn += 1) {
    const outcome = await ask(request, messages, turn, provider, spending);
    if (!outcome.asked) {
      verdict = { ok: false, cause: 'budget_exhausted', message: outcome.message, again: false };
      break;
    }
    verdict = await judge(outcome.turn.answer, request);
    turns.push(outcome.turn);
    if (!verdict.ok) messages = [...messages, ...correction(outcome.turn.answer.text, verdict.message)];
  }
  const forgiven = verdict.ok ? verdict.draft.forgiven : [];
  const record = recordOf(request, provider.name, turns, forgiven);
  const totals = { record, tokens: tokensOf(turns), costUsd: costOf(turns) };
  if (verdict.ok) return { ok: true, draft: verdict.draft, ...totals };
  return { ok: false, cause: verdict.cause, message: verdict.message, ...totals };
}

async function ask(
  { key, model, price, maxOutputTokens, temperature, signal }: DraftRequest,
  messages: readonly Message[],
  turn: number,
  provider: ModelProvider,
  spending: Spending,
): Promise<{ asked: true; turn: Turn } | { asked: false; message: string }> {
  const bound = upperBound(messages, maxOutputTokens, price);
  const reservation = await spending.reserve(bound, `${model}: ${key}, turn ${turn}`);
  if (!reservation.granted) return { asked: false, message: reservation.message };
  const answer = await provider.ask({
    key: `${key}#${turn}`,
    model,
    messages,
    maxOutputTokens,
    ...(temperature === undefined ? {} : { temperature }),
    ...(signal === undefined ? {} : { signal }),
  });
  const free = provider.name === 'replay' || (!answer.ok && !answer.mayHaveCost && answer.usage === null);
  const known = answer.usage === null ? bound : spendOf(answer.usage, price);
  const spent = free ? { tokens: 0, costUsd: 0 } : known;
  await reservation.settle(spent);
  return { asked: true, turn: { messages, answer, spent, counted: answer.usage !== null || free } };
}

async function judge(answer: ModelAnswer, request: DraftRequest): Promise<Verdict> {
  if (!answer.ok) {
    const { cause, message } = answer;
    return { ok: false, cause, message, again: cause === 'length_stop' };
  }
  const read = parseReply(answer.text, request);
  if (!read.ok) return { ...read, again: true };
  const problem = (await request.check?.(read.code)) ?? null;
  if (problem !== null) return { ok: false, cause: 'check_failed', message: problem, again: true };
  return { ok: true, draft: read };
}

/** The answer and what is wrong with it, as the next two messages. */
const correction = (text: string, diagnostic: string): Message[] => [
  { role: 'assistant', content: text === '' ? '(no text)' : text },
  { role: 'user', content: renderRetry(diagnostic) },
];

const tokensOf = (turns: readonly Turn[]) => ({
  input: turns.reduce((sum, { answer }) => sum + (answer.usage?.input ?? 0), 0),
  output: turns.reduce((sum, { answer }) => sum + (answer.usage?.output ?? 0), 0),
});

const costOf = (turns: readonly Turn[]): number => turns.reduce((sum, { spent }) => sum + spent.costUsd, 0);
