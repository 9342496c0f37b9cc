import { SOURCE_FILE, type Language } from '@codecsmith/codec';
import { applyEdits, editsOf } from './edits.ts';
import { definesHalf, definesPair, wantedNames } from './entry-points.ts';
import { fencesOf, type Fence } from './fences.ts';
import { notesOf, type Notes } from './notes.ts';
import { unusable, type Unusable } from './outcome.ts';

/** A candidate as a model sent it. */
export interface Draft {
  readonly ok: true;
  readonly code: string;
  readonly fileName: string;
  readonly language: Language;
  readonly notes: Notes;
  /** Written whole, or by edits on the parent. */
  readonly by: 'code' | 'edits';
}

export interface ReplyContext {
  readonly language: Language;
  /** Code that edits refer to. */
  readonly parent: string | null;
}

/**
 * Reads a reply: tolerant of the shapes that models send (prose around, code first, several fences, a tag or none, no
 * fence at all, a fence that never closes), strict in its outcome: one candidate, or a named cause.
 */
export function parseReply(reply: string, context: ReplyContext): Draft | Unusable {
  const text = withoutThoughts(reply.replaceAll(/\r\n?/gu, '\n'));
  const { fences, prose } = fencesOf(text);
  const { notes, fence } = notesOf(fences, prose);
  const edits = editsOf(text);
  if (edits !== undefined) return edited(edits, notes, context);
  const blocks = fences.filter((one) => one !== fence && !NO_CODE.has(one.tag));
  const found = chooseCode(blocks, prose, notes.code, context.language);
  return typeof found === 'string' ? draft(found, notes, context, 'code') : found;
}

/** Tags of blocks that are output, data or commands, never the candidate. */
const NO_CODE: ReadonlySet<string> = new Set([
  'json',
  'text',
  'txt',
  'bash',
  'sh',
  'console',
  'diff',
  'yaml',
  'markdown',
]);

const draft = (code: string, notes: Notes, { language }: ReplyContext, by: Draft['by']): Draft => ({
  ok: true,
  code: code.endsWith('\n') ? code : `${code}\n`,
  fileName: SOURCE_FILE[language],
  language,
  notes,
  by,
});

function edited(edits: Exclude<ReturnType<typeof editsOf>, undefined>, notes: Notes, context: ReplyContext) {
  if (!Array.isArray(edits)) return edits as Unusable;
  if (context.parent === null) {
    return unusable('edit_without_parent', 'there is no parent to edit here: send the whole file in one fenced block');
  }
  const result = applyEdits(context.parent, edits);
  return result.ok ? draft(result.code, notes, context, 'edits') : result;
}

function chooseCode(blocks: readonly Fence[], prose: string, inJson: string | null, language: Language) {
  const whole = blocks.filter(({ body }) => definesPair(body, language));
  const [first] = whole;
  if (first !== undefined) {
    if (whole.every(({ body }) => body.trim() === first.body.trim())) return first.body;
    return unusable('several_candidates', `the reply holds ${whole.length} different codecs; send exactly one`);
  }
  const halves = blocks.filter(({ body }) => definesHalf(body, language));
  const joined = blocks.map(({ body }) => body).join('\n\n');
  if (halves.length > 0 && definesPair(joined, language)) return joined;
  if (inJson !== null && definesPair(inJson, language)) return inJson;
  if (definesPair(prose, language)) return bareCode(prose);
  const cut = blocks.find(({ closed }) => !closed);
  if (cut !== undefined) {
    return unusable(
      'truncated_code',
      'the code block ends in the middle: it lacks a closing fence and half of its functions',
    );
  }
  if (blocks.length === 0) return unusable('no_code', 'the reply holds no fenced code block');
  return unusable('wrong_names', `the code must define ${wantedNames(language)}`);
}

const CODE_LINE = /^(?:import |from |def |class |@|#|"""|const |let |var |function |async |export |\/\/|[A-Z_]+ *=)/u;
const SENTENCE = /^[A-Z][^=()[\]{}]*[.!?:]$/u;

/** Code that stands in a reply without any fence: from its first line of code to the last that is no sentence. */
function bareCode(prose: string): string {
  const lines = prose.split('\n');
  const from = lines.findIndex((line) => CODE_LINE.test(line));
  const to = lines.findLastIndex((line) => line.trim() !== '' && !SENTENCE.test(line.trim()));
  return lines.slice(Math.max(0, from), to + 1).join('\n');
}

/** Reasoning models may send their thoughts along; a thought that never ends leaves nothing. */
const withoutThoughts = (text: string): string =>
  text.replaceAll(/<think(?:ing)?>[\s\S]*?(?:<\/think(?:ing)?>|$)/gu, '').replace(/^[\s\S]*<\/think(?:ing)?>/u, '');
