import { parseReply, type Draft } from '../parsing/reply.ts';
import type { Unusable } from '../parsing/outcome.ts';
import type { CallCause, ModelAnswer } from '../port/model.ts';
import type { DraftCause, DraftRequest } from './draft.ts';

/** What came of running a draft's code while its author waits. */
export interface Trial {
  /** The experiment that ran it. */
  readonly experimentId: string;
  /** `executed`, the outcome of a failure, or `not_run`. */
  readonly outcome: string;
  /** What was wrong, or why it was not run; null where it worked. */
  readonly message: string | null;
  /** What to tell its author; null where nothing is known to be wrong. */
  readonly diagnostic: string | null;
}

/** What one answer came to. */
export type Verdict =
  /** A candidate; `broken` where its trial failed: its author may mend it, and if not, it is judged as it is. */
  | { readonly ok: true; readonly draft: Draft; readonly trial: Trial | null; readonly broken: string | null }
  | {
      readonly ok: false;
      readonly cause: DraftCause;
      readonly message: string;
      /** Whether its author can do something about it. */
      readonly again: boolean;
      /** Code that was read, and refused. */
      readonly refused?: Draft;
    };

/** What was sent before, in this conversation. */
export interface Earlier {
  /** The last answer that was read as code. */
  readonly draft: Draft | null;
  /** What was wrong with it. */
  readonly diagnostic: string | null;
}

/** Causes of a call that a model can mend when it hears of them. */
const MENDABLE: ReadonlySet<CallCause> = new Set(['length_stop', 'only_thoughts', 'tool_call']);

/** Causes of an answer whose end is missing: a codec that had arrived by then is a codec. */
const BROKEN_OFF: ReadonlySet<CallCause> = new Set(['broken_stream', 'stalled', 'too_slow', 'length_stop']);

/** @param tryCode runs the code; left out where no answer could follow */
export async function judge(
  answer: ModelAnswer,
  request: DraftRequest,
  earlier: Earlier,
  tryCode: ((draft: Draft) => Promise<Trial>) | undefined,
): Promise<Verdict> {
  if (answer.ok) return judgeDraft(read(answer.text, request, earlier), request, earlier, tryCode);
  const { cause, message, text } = answer;
  const failed: Verdict = { ok: false, cause, message, again: MENDABLE.has(cause) };
  if (!BROKEN_OFF.has(cause)) return failed;
  const found = read(text, request, earlier);
  if (!found.ok || !found.complete) return failed;
  const forgiven = [...found.forgiven, `the answer broke off after its codec: ${message}`];
  const verdict = await judgeDraft({ ...found, forgiven }, request, earlier, tryCode);
  return verdict.ok ? verdict : failed;
}

/** Edits refer to the code of the answer before, or else to the parent, as at the beginning. */
function read(text: string, { language, parent }: DraftRequest, { draft }: Earlier): Draft | Unusable {
  if (draft === null) return parseReply(text, { language, parent });
  const latest = parseReply(text, { language, parent: draft.code });
  if (latest.ok || parent === null || !latest.cause.startsWith('edit_')) return latest;
  const first = parseReply(text, { language, parent });
  if (!first.ok) return latest;
  return { ...first, forgiven: [...first.forgiven, 'the edits refer to the parent, not to the code sent last'] };
}

async function judgeDraft(
  found: Draft | Unusable,
  request: DraftRequest,
  earlier: Earlier,
  tryCode: ((draft: Draft) => Promise<Trial>) | undefined,
): Promise<Verdict> {
  if (!found.ok) return { ...found, again: true };
  const problem = (await request.check?.(found.code)) ?? null;
  if (problem !== null) return { ok: false, cause: 'check_failed', message: problem, again: true, refused: found };
  if (earlier.diagnostic !== null && found.code === earlier.draft?.code) {
    const message = `this is the very code that you sent before; nothing was mended. ${earlier.diagnostic}`;
    return { ok: false, cause: 'check_failed', message, again: false };
  }
  const trial = (await tryCode?.(found)) ?? null;
  return { ok: true, draft: found, trial, broken: trial?.diagnostic ?? null };
}
