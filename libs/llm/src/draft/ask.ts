import type { CallJournal, PaidCall } from '../port/journal.ts';
import type { Message, ModelAnswer, ModelCall, ModelProvider } from '../port/model.ts';
import { spendOf, upperBound, type Spend, type Spending } from '../port/spending.ts';
import type { DraftRequest } from './draft.ts';

export interface DraftParts {
  readonly provider: ModelProvider;
  readonly spending: Spending;
  readonly journal: CallJournal;
}

/** What every call needs to know of the conversation that it is a part of. */
export type CallRequest = Pick<
  DraftRequest,
  | 'key'
  | 'model'
  | 'price'
  | 'maxOutputTokens'
  | 'temperature'
  | 'reasoningEffort'
  | 'extraBody'
  | 'signal'
  | 'onWaiting'
>;

/** One call and its answer. */
export interface Call extends PaidCall {
  readonly messages: readonly Message[];
  /** Why the books kept the bound: the words that refused the settlement; null where they did not. */
  readonly unsettled: string | null;
}

type Asked = { readonly asked: true; readonly call: Call } | { readonly asked: false; readonly message: string };

/** One call, or its answer where it was made before: no failure after a call makes it happen again. */
export async function ask(
  request: CallRequest,
  messages: readonly Message[],
  turn: number,
  { provider, spending, journal }: DraftParts,
): Promise<Asked> {
  const kept = await journal.find(turn);
  if (kept !== undefined) {
    await spending.settle(kept.reservation, kept.spent);
    return { asked: true, call: { messages, ...kept, unsettled: null } };
  }
  const { key, model, price, maxOutputTokens } = request;
  await journal.begin(turn);
  const bound = upperBound(messages, maxOutputTokens, price);
  const reservation = await spending.reserve(bound, `${model}: ${key}, turn ${turn}`);
  if (!reservation.granted) return { asked: false, message: reservation.message };
  const answer = await provider.ask(callOf(request, messages, turn));
  const paid = { reservation: reservation.name, answer, ...priceOf(answer, messages, request, provider, bound) };
  if (answer.ok || (answer.mayHaveCost && answer.cause !== 'aborted')) await journal.keep(turn, paid);
  const unsettled = await spending.settle(reservation.name, paid.spent);
  return { asked: true, call: { messages, ...paid, unsettled } };
}

function callOf(request: CallRequest, messages: readonly Message[], turn: number): ModelCall {
  const { key, model, maxOutputTokens, temperature, reasoningEffort, extraBody, signal, onWaiting } = request;
  const optional = { temperature, reasoningEffort, extraBody, signal, onWaiting };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return { key: `${key}#${turn}`, model, messages, maxOutputTokens, ...given };
}

/** What a call came to: the provider's count, what was said before its error, nothing where it was turned away, else the bound. */
function priceOf(
  answer: ModelAnswer,
  messages: readonly Message[],
  { price, maxOutputTokens }: CallRequest,
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
