import type { ReplyCause } from '../parsing/outcome.ts';
import type { Draft, ReplyContext } from '../parsing/reply.ts';
import { CallMemory, type CallJournal } from '../port/journal.ts';
import type { CallCause, Message, ModelCall, ModelProvider } from '../port/model.ts';
import type { Price, Spending } from '../port/spending.ts';
import { renderRetry, renderTrial, type Prompt } from '../prompts/render.ts';
import { ask, type DraftParts } from './ask.ts';
import { judge, type Earlier, type Trial, type Verdict } from './judge.ts';
import { recordOf, type DraftRecord, type Turn } from './record.ts';

/** What is asked of a model, for one candidate. */
export interface DraftRequest
  extends ReplyContext, Pick<ModelCall, 'temperature' | 'reasoningEffort' | 'extraBody' | 'signal' | 'onWaiting'> {
  readonly prompt: Prompt;
  /** Names the draw; the calls are `<key>#1`, `<key>#2`, … */
  readonly key: string;
  readonly model: string;
  readonly price: Price;
  readonly maxOutputTokens: number;
  /** A further look at the code, such as the sanitizer's: what is wrong with it, or null. */
  readonly check?: (code: string) => string | null | Promise<string | null>;
  /** Runs the code of an answer (1, 2, …) while the model waits. */
  readonly trial?: (draft: Draft, turn: number) => Promise<Trial>;
  /** How often code that was refused or that failed its trial goes back to its author. Default 1. */
  readonly trials?: number;
  /** No further answer is asked for once so many tokens are spent. Default: no limit. */
  readonly trialTokens?: number;
}

export type DraftCause = CallCause | ReplyCause | 'check_failed' | 'budget_exhausted';

interface Outcome {
  /** Everything that was sent and received, for the artifact store. */
  readonly record: DraftRecord;
  readonly tokens: { readonly input: number; readonly output: number };
  /** As settled: the bound itself where the provider did not count. */
  readonly costUsd: number;
  /** What was run while the model waited, by answer. */
  readonly trials: readonly (Omit<Trial, 'diagnostic'> & { readonly turn: number })[];
}

export type DraftReply =
  | (Outcome & { readonly ok: true; readonly draft: Draft })
  | (Outcome & { readonly ok: false; readonly cause: DraftCause; readonly message: string });

/** Answers without any code in a row after which a model is not asked again. */
const UNUSABLE = 2;

/**
 * Asks a model for a candidate, in one conversation: what is wrong with an answer goes back to its author, until the code
 * works as far as the lab can try it. Code that was mended by nobody is a candidate all the same: its failure is then told
 * like that of any other. Every call is paid for by a reservation made before it; every failure has a name; nothing is
 * thrown but what `spending`, `journal`, `check` and `trial` throw, and then the same draft can be asked for again:
 * answers that the journal holds are not paid for twice.
 */
export async function draft(
  request: DraftRequest,
  provider: ModelProvider,
  spending: Spending,
  journal: CallJournal = new CallMemory(),
): Promise<DraftReply> {
  const { turns, verdict } = await converse(request, { provider, spending, journal });
  const forgiven = verdict.ok ? verdict.draft.forgiven : [];
  const trials = turns.flatMap(({ trial }, index) => {
    if (trial === null) return [];
    const { experimentId, outcome, message } = trial;
    return [{ turn: index + 1, experimentId, outcome, message }];
  });
  const record = recordOf(request, provider.name, turns, forgiven);
  const totals = { record, tokens: tokensOf(turns), costUsd: costOf(turns), trials };
  if (verdict.ok) return { ok: true, draft: verdict.draft, ...totals };
  return { ok: false, cause: verdict.cause, message: verdict.message, ...totals };
}

async function converse(
  request: DraftRequest,
  parts: DraftParts,
): Promise<{ readonly turns: readonly Turn[]; readonly verdict: Verdict }> {
  const turns: Turn[] = [];
  let messages: readonly Message[] = request.prompt.messages;
  let earlier: Earlier = { draft: null, diagnostic: null };
  /** The last candidate that failed its trial: better than none. */
  let kept: Verdict | null = null;
  let unusable = 0;
  for (let turn = 1; ; turn += 1) {
    const outcome = await ask(request, messages, turn, parts);
    if (!outcome.asked) return { turns, verdict: kept ?? exhausted(outcome.message) };
    const { call } = outcome;
    const more = mayGoOn(request, [...turns, call], turn);
    const { trial } = request;
    const tryCode = trial === undefined || !more ? undefined : (draft: Draft) => trial(draft, turn);
    const verdict = withNotes(await judge(call.answer, request, earlier, tryCode), earlier);
    turns.push({ ...call, trial: verdict.ok ? verdict.trial : null });
    if (verdict.ok && verdict.broken === null) return { turns, verdict };
    if (verdict.ok) kept = verdict;
    if (!verdict.ok && verdict.cause === 'aborted') return { turns, verdict };
    unusable = isCode(verdict) ? 0 : unusable + 1;
    const hopeless = !verdict.ok && !verdict.again;
    if (hopeless || unusable >= UNUSABLE || (isCode(verdict) && !more)) return { turns, verdict: kept ?? verdict };
    const diagnostic = verdict.ok ? (verdict.broken ?? '') : verdict.message;
    messages = [...messages, ...correction(call.answer.text, diagnostic, verdict, request.prompt)];
    const code = verdict.ok ? verdict.draft : (verdict.refused ?? earlier.draft);
    earlier = { draft: code, diagnostic: isCode(verdict) ? diagnostic : earlier.diagnostic };
  }
}

const exhausted = (message: string): Verdict => ({ ok: false, cause: 'budget_exhausted', message, again: false });

/** Whether an answer held a codec, whatever was wrong with it. */
const isCode = (verdict: Verdict): boolean => verdict.ok || verdict.cause === 'check_failed';

/** Whether code that fails now may go back to its author. */
function mayGoOn(
  { trials = 1, trialTokens = Infinity }: DraftRequest,
  calls: readonly Pick<Turn, 'spent'>[],
  turn: number,
) {
  return turn <= trials && calls.reduce((sum, { spent }) => sum + spent.tokens, 0) < trialTokens;
}

/** An answer that only mends the one before need not say again what it is for. */
function withNotes(verdict: Verdict, { draft }: Earlier): Verdict {
  if (!verdict.ok || draft === null) return verdict;
  const told = Object.entries(verdict.draft.notes).filter(([, value]) => value !== null);
  const notes = { ...draft.notes, ...Object.fromEntries(told) };
  return { ...verdict, draft: { ...verdict.draft, notes } };
}

/** The answer and what is wrong with it, as the next two messages. */
function correction(text: string, diagnostic: string, verdict: Verdict, prompt: Prompt): Message[] {
  const render = verdict.ok ? renderTrial : renderRetry;
  return [
    { role: 'assistant', content: text === '' ? '(no text)' : text },
    { role: 'user', content: render(diagnostic, prompt.templates) },
  ];
}

const tokensOf = (turns: readonly Turn[]) => ({
  input: turns.reduce((sum, { answer }) => sum + (answer.usage?.input ?? 0), 0),
  output: turns.reduce((sum, { answer }) => sum + (answer.usage?.output ?? 0), 0),
});

const costOf = (turns: readonly Turn[]): number => turns.reduce((sum, { spent }) => sum + spent.costUsd, 0);
