import { SOURCE_FILE, type Language } from '@codecsmith/codec';
import { chooseCode } from './choose-code.ts';
import { diffEditsOf } from './diffs.ts';
import { editBlocksOf } from './edit-blocks.ts';
import { applyEdits, type Edit } from './edits.ts';
import { blocksOf } from './markdown.ts';
import { notesOf, type Notes } from './notes.ts';
import { unusable, type Unusable } from './outcome.ts';
import { withoutThoughts } from './thoughts.ts';

/** A candidate as a model sent it. */
export interface Draft {
  readonly ok: true;
  readonly code: string;
  readonly fileName: string;
  readonly language: Language;
  readonly notes: Notes;
  /** Written whole, or by edits on the parent. */
  readonly by: 'code' | 'edits';
  /** What was overlooked to read it, such as `edit 1: trailing spaces`. */
  readonly forgiven: readonly string[];
  /** A whole file whose end arrived, so that nothing of it can be missing even where the answer broke off. */
  readonly complete: boolean;
}

export interface ReplyContext {
  readonly language: Language;
  /** Code that edits refer to. */
  readonly parent: string | null;
}

/**
 * Reads a reply: tolerant of the shapes that models send, strict in its outcome: one candidate, or a named cause. Thoughts
 * are set aside first. The last complete codec counts, unless it is the parent itself; then edits on the parent, as
 * SEARCH/REPLACE blocks or as a unified diff.
 */
export function parseReply(reply: string, context: ReplyContext): Draft | Unusable {
  const { text: whole, endless } = withoutThoughts(reply.replaceAll(/\r\n?/gu, '\n').replace(END_TOKENS, ''));
  const text = unescaped(whole);
  if (text.trim() === '' && endless)
    return unusable('no_code', 'the reply ends before its thoughts do: it holds no answer');
  const { edits: blocks, rest } = editBlocksOf(text, context.parent);
  const { fences, prose } = blocksOf(rest);
  const edits = blocks ?? diffEditsOf(fences, prose);
  const found = chooseCode({ fences, prose }, context.language);
  const notes = notesOf(fences, prose);
  if (edits !== undefined && ('ok' in found || found.code.trim() === context.parent?.trim())) {
    return edited(edits, notes, context);
  }
  return 'ok' in found ? found : draft(found.code, notes, context, 'code', found);
}

/** Tokens that end a turn, which some servers leave in the text, also right behind a fence. */
const END_TOKENS =
  /(?:\s*(?:<\|(?:eot_id|eom_id|im_end|endoftext|end_of_text)\|>|<\/s>|<end_of_turn>|<｜end▁of▁sentence｜>))+\s*$/u;

/** A chat window may have escaped the marks of all edits. */
const unescaped = (text: string): string =>
  /^&lt;(?:&lt;){4,}/mu.test(text)
    ? text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
    : text;

const draft = (
  code: string,
  notes: Notes,
  { language }: ReplyContext,
  by: Draft['by'],
  { forgiven, complete }: Pick<Draft, 'forgiven' | 'complete'>,
): Draft => ({
  ok: true,
  code: code.endsWith('\n') ? code : `${code}\n`,
  fileName: SOURCE_FILE[language],
  language,
  notes,
  by,
  forgiven,
  complete,
});

function edited(edits: readonly Edit[] | Unusable, notes: Notes, context: ReplyContext): Draft | Unusable {
  if ('ok' in edits) return edits;
  if (context.parent === null) {
    return unusable('edit_without_parent', 'there is no parent to edit here: send the whole file in one fenced block');
  }
  const result = applyEdits(context.parent, edits);
  return result.ok
    ? draft(result.code, notes, context, 'edits', { forgiven: result.forgiven, complete: false })
    : result;
}
