import { unusable, type Unusable } from './outcome.ts';

/** One SEARCH/REPLACE block. */
export interface Edit {
  readonly search: string;
  readonly replace: string;
}

const SEARCH = /^ {0,3}<{5,9}\s*SEARCH\s*$/u;
const DIVIDER = /^ {0,3}={5,9}\s*$/u;
const REPLACE = /^ {0,3}>{5,9}\s*REPLACE\s*$/u;

/** The SEARCH/REPLACE blocks of a reply, inside or outside of fences; undefined when there are none. */
export function editsOf(text: string): readonly Edit[] | Unusable | undefined {
  const edits: Edit[] = [];
  let part: { search: string[]; replace: string[] | null } | null = null;
  for (const line of text.split('\n')) {
    if (part === null) {
      if (SEARCH.test(line)) part = { search: [], replace: null };
    } else if (part.replace === null && DIVIDER.test(line)) part.replace = [];
    else if (part.replace !== null && REPLACE.test(line)) {
      edits.push({ search: part.search.join('\n'), replace: part.replace.join('\n') });
      part = null;
    } else (part.replace ?? part.search).push(line);
  }
  if (part !== null) return unusable('truncated_edit', `edit ${edits.length + 1} ends before its >>>>>>> REPLACE`);
  return edits.length === 0 ? undefined : edits;
}

/** Applies edits one after another. Each search text must stand exactly once in the code as it is by then. */
export function applyEdits(parent: string, edits: readonly Edit[]): { ok: true; code: string } | Unusable {
  let code = parent;
  for (const [index, edit] of edits.entries()) {
    const problem = misfit(code, edit, index + 1);
    if (problem !== undefined) return problem;
    const at = code.indexOf(edit.search);
    code = code.slice(0, at) + edit.replace + code.slice(at + edit.search.length);
  }
  if (code === parent) return unusable('edit_changes_nothing', 'the edits leave the code exactly as it was');
  return { ok: true, code };
}

function misfit(code: string, { search }: Edit, number: number): Unusable | undefined {
  if (search.trim() === '') return unusable('edit_empty_search', `edit ${number}: SEARCH is empty`);
  const lines = linesOf(code, search);
  if (lines.length === 1) return undefined;
  if (lines.length > 1) {
    const message = `edit ${number}: SEARCH stands ${lines.length} times, at lines ${lines.slice(0, 8).join(', ')}; add lines around it`;
    return unusable('edit_ambiguous', message);
  }
  return unusable(
    'edit_no_match',
    `edit ${number}: SEARCH does not stand in the code. The nearest lines are:\n${nearest(code, search)}`,
  );
}

/** Lines, from 1, at which the text stands. */
function linesOf(code: string, search: string): number[] {
  const lines: number[] = [];
  for (let at = code.indexOf(search); at >= 0; at = code.indexOf(search, at + 1)) {
    lines.push(code.slice(0, at).split('\n').length);
  }
  return lines;
}

/** Lines shown before and after the best place. */
const AROUND = 2;

/** The stretch of code that shares most with the search text, with its line numbers. */
function nearest(code: string, search: string): string {
  const [lines, wanted] = [code.split('\n'), search.split('\n')];
  const length = Math.min(wanted.length, 12);
  let best = { at: 0, score: -1 };
  for (let at = 0; at < lines.length; at += 1) {
    const score = wanted.slice(0, length).reduce((sum, line, k) => sum + likeness(line, lines[at + k] ?? ''), 0);
    if (score > best.score) best = { at, score };
  }
  const from = Math.max(0, best.at - AROUND);
  return lines
    .slice(from, best.at + length + AROUND)
    .map((line, k) => `${String(from + k + 1).padStart(4)} | ${line.slice(0, 160)}`)
    .join('\n');
}

/** 0 … 1: share of word pairs that two lines have in common (Dice). */
function likeness(a: string, b: string): number {
  if (a.trim() === b.trim()) return a.trim() === '' ? 0.1 : 1;
  const [left, right] = [words(a), words(b)];
  const shared = left.filter((word) => right.includes(word)).length;
  return left.length + right.length === 0 ? 0 : (2 * shared) / (left.length + right.length) / 1.1;
}

const words = (line: string): string[] => line.match(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];
