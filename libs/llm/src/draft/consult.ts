import type { Read } from '../parsing/ideas.ts';
import { CallMemory, type CallJournal } from '../port/journal.ts';
import type { Message, ModelProvider } from '../port/model.ts';
import type { Spending } from '../port/spending.ts';
import { renderRetry, type Prompt } from '../prompts/render.ts';
import { ask, type CallRequest } from './ask.ts';
import { recordOf, type DraftRecord, type Turn } from './record.ts';

/** What is asked of a model that writes no code. */
export interface ConsultRequest<T> extends CallRequest {
  readonly prompt: Prompt;
  /** Reads its answer. */
  readonly read: (text: string) => Read<T>;
}

/** What came of it. */
export interface Consultation<T> {
  /** Null where nothing usable came: whoever asked goes on without it. */
  readonly said: T | null;
  /** The call was given up because the service ends: it must be made again. */
  readonly aborted: boolean;
  readonly record: DraftRecord;
  readonly tokens: { readonly input: number; readonly output: number };
  readonly costUsd: number;
}

/** An answer that cannot be read is asked for once more. */
const TURNS = 2;

/**
 * Asks a model that writes no code, in a conversation of its own that is paid and kept like that of a draft. No failure of it
 * is one of the draft.
 */
export async function consult<T>(
  request: ConsultRequest<T>,
  provider: ModelProvider,
  spending: Spending,
  journal: CallJournal = new CallMemory(),
): Promise<Consultation<T>> {
  const turns: Turn[] = [];
  let messages: readonly Message[] = request.prompt.messages;
  const ended = (said: T | null, aborted = false): Consultation<T> => ({
    said,
    aborted,
    record: recordOf(request, provider.name, turns, []),
    tokens: {
      input: turns.reduce((sum, { answer }) => sum + (answer.usage?.input ?? 0), 0),
      output: turns.reduce((sum, { answer }) => sum + (answer.usage?.output ?? 0), 0),
    },
    costUsd: turns.reduce((sum, { spent }) => sum + spent.costUsd, 0),
  });
  for (let turn = 1; turn <= TURNS; turn += 1) {
    const outcome = await ask(request, messages, turn, { provider, spending, journal });
    if (!outcome.asked) return ended(null);
    turns.push({ ...outcome.call, trial: null });
    const { answer } = outcome.call;
    if (!answer.ok) return ended(null, answer.cause === 'aborted');
    const read = request.read(answer.text);
    if (read.ok) return ended(read.value);
    const retry = renderRetry(read.message, request.prompt.templates);
    messages = [
      ...messages,
      { role: 'assistant', content: answer.text === '' ? '(no text)' : answer.text },
      { role: 'user', content: retry },
    ];
  }
  return ended(null);
}
