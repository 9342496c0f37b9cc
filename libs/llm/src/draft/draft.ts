import { CallMemory, type CallJournal, type PaidCall } from '../port/journal.ts';
import type { CallCause, Message, ModelAnswer, ModelCall, ModelProvider } from '../port/model.ts';
import { spendOf, upperBound, type Price, type Spend, type Spending } from '../port/spending.ts';
import type { ReplyCause } from '../parsing/outcome.ts';
import { parseReply, type Draft, type ReplyContext } from '../parsing/reply.ts';
import { renderRetry, type Prompt } from '../prompts/render.ts';
import { recordOf, type DraftRecord, type Turn } from './record.ts';

/** What is asked of a model, for one candidate. */
export interface DraftRequest
  extends ReplyContext, Pick<ModelCall, 'temperature' | 'reasoningEffort' | 'extraBody' | 'signal' | 'onWaiting'> {
  readonly prompt: Prompt;
  /** Names the draw; the calls are `<key>#1` and `<key>#2`. */
  readonly key: string;
  readonly model: string;
  readonly price: Price;
  readonly maxOutputTokens: number;
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

/** Causes of a call that a model can mend when it hears of them. */
const MENDABLE: ReadonlySet<CallCause> = new Set(['length_stop', 'only_thoughts', 'tool_call']);

/** One answer and, when it cannot be used, one more in the same conversation. */
const TURNS = 2;

interface DraftParts {
  readonly provider: ModelProvider;
  readonly spending: Spending;
  readonly journal: CallJournal;
}

/**
 * Asks a model for a candidate. Every call is paid for by a reservation made before it; every failure has a name;
 * nothing is thrown but what `spending`, `journal` and `check` throw, and then the same draft can be asked for again: answers
 * that the journal holds are not paid for twice.
 */
export async function draft(
  request: DraftRequest,
  provider: ModelProvider,
  spending: Spending,
  journal: CallJournal = new CallMemory(),
): Promise<DraftReply> {
  const parts = { provider, spending, journal };
  const turns: Turn[] = [];
  let messages: readonly Message[] = request.prompt.messages;
  let verdict: Verdict = { ok: false, cause: 'no_code', message: 'nothing was asked', again: true };
  for (let turn = 1; turn <= TURNS && !verdict.ok && verdict.again; turn += 1) {
    const outcome = await ask(request, messages, turn, parts);
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

type Asked = { readonly asked: true; readonly turn: Turn } | { readonly asked: false; readonly message: string };

/** One call, or its answer where it was made before: no failure after a call makes it happen again. */
async function ask(
  request: DraftRequest,
  messages: readonly Message[],
  turn: number,
  parts: DraftParts,
): Promise<Asked> {
  const { spending, journal } = parts;
  const kept = await journal.find(turn);
  if (kept !== undefined) {
    await spending.settle(kept.reservation, kept.spent);
    return { asked: true, turn: { messages, ...kept, unsettled: null } };
  }
  const { key, model, price, maxOutputTokens } = request;
  await journal.begin(turn);
  const bound = upperBound(messages, maxOutputTokens, price);
  const reservation = await spending.reserve(bound, `${model}: ${key}, turn ${turn}`);
  if (!reservation.granted) return { asked: false, message: reservation.message };
  const answer = await parts.provider.ask(callOf(request, messages, turn));
  const paid = { reservation: reservation.name, answer, ...priceOf(answer, messages, request, parts.provider, bound) };
  if (answer.ok || (answer.mayHaveCost && answer.cause !== 'aborted')) await journal.keep(turn, paid);
  const unsettled = await spending.settle(reservation.name, paid.spent);
  return { asked: true, turn: { messages, ...paid, unsettled } };
}

function callOf(request: DraftRequest, messages: readonly Message[], turn: number): ModelCall {
  const { key, model, maxOutputTokens, temperature, reasoningEffort, extraBody, signal, onWaiting } = request;
  const optional = { temperature, reasoningEffort, extraBody, signal, onWaiting };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return { key: `${key}#${turn}`, model, messages, maxOutputTokens, ...given };
}

/** What a call came to: the provider's count, what was said before its error, nothing where it was turned away, else the bound. */
function priceOf(
  answer: ModelAnswer,
  messages: readonly Message[],
  { price, maxOutputTokens }: DraftRequest,
  provider: ModelProvider,
  bound: Spend,
): Pick<PaidCall, 'spent' | 'counted'> {
  const free = provider.free === true || (!answer.ok && !answer.mayHaveCost && answer.usage === null);
  if (free) return { spent: { tokens: 0, costUsd: 0 }, counted: true };
  if (answer.usage !== null) return { spent: spendOf(answer.usage, price), counted: true };
  const said = answer.ok ? null : (answer.saidBytes ?? null);
  return {
    spent: said === null ? bound : upperBound(messages, Math.min(said, maxOutputTokens), price),
    counted: false,
  };
}

/** Causes of an answer whose end is missing: a codec that had arrived by then is a codec. */
const BROKEN_OFF: ReadonlySet<CallCause> = new Set(['broken_stream', 'stalled', 'too_slow', 'length_stop']);

async function judge(answer: ModelAnswer, request: DraftRequest): Promise<Verdict> {
  if (answer.ok) return judgeText(answer.text, request);
  const { cause, message, text } = answer;
  const failed: Verdict = { ok: false, cause, message, again: MENDABLE.has(cause) };
  if (!BROKEN_OFF.has(cause)) return failed;
  const found = await judgeText(text, request);
  if (!found.ok || !found.draft.complete) return failed;
  const forgiven = [...found.draft.forgiven, `the answer broke off after its codec: ${message}`];
  return { ok: true, draft: { ...found.draft, forgiven } };
}

async function judgeText(text: string, request: DraftRequest): Promise<Verdict> {
  const read = parseReply(text, request);
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
