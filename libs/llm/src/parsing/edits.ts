import { unusable, type Unusable } from './outcome.ts';
import { nearest, placesOf, shifted, words, type Place } from './places.ts';

/** Lines to look for in the parent, and the lines that take their place. */
export interface Edit {
  readonly search: readonly string[];
  readonly replace: readonly string[];
  /** Line, from 1, that a diff gives for it: it decides between equal places. */
  readonly line?: number;
}

/** What was overlooked when an edit was applied, such as `edit 2: trailing spaces`. */
export type Forgiven = readonly string[];

/** Applies edits one after another. The lines of each, or its text as a part of them, must be in the code exactly once, as it is by then. */
export function applyEdits(
  parent: string,
  edits: readonly Edit[],
): { readonly ok: true; readonly code: string; readonly forgiven: Forgiven } | Unusable {
  const forgiven: string[] = [];
  let lines: readonly string[] = parent.split('\n');
  for (const [index, edit] of edits.entries()) {
    const parts = withParts(lines, edit);
    if (parts !== undefined) {
      forgiven.push(`edit ${index + 1}: parts of lines`);
      lines = parts;
      continue;
    }
    const place = placeOf(lines, edit, index + 1);
    if ('ok' in place) return place;
    if (place.forgiven !== null) forgiven.push(`edit ${index + 1}: ${place.forgiven}`);
    const replacement = edit.replace.map((line) => shifted(line, place.shift));
    lines = [...lines.slice(0, place.at), ...replacement, ...lines.slice(place.at + edit.search.length)];
  }
  const code = lines.join('\n');
  if (code === parent) return unusable('edit_changes_nothing', 'the edits leave the code exactly as it was');
  return { ok: true, code, forgiven };
}

/** Words and signs that a part of a line must have: fewer may mean any place. */
const LEAST_PART = 5;

/** Lines in which the text of SEARCH, a part of lines that is there once and cuts no word, was replaced; undefined where it is none. */
function withParts(lines: readonly string[], { search, replace }: Edit): readonly string[] | undefined {
  const [text, code] = [search.join('\n'), lines.join('\n')];
  if (words(text).length < LEAST_PART || text.endsWith('\n')) return undefined;
  const at = code.indexOf(text);
  const end = at + text.length;
  if (at < 0 || code.indexOf(text, at + 1) >= 0) return undefined;
  const isWhole = [code[at - 1] ?? '\n', code[end] ?? '\n'].every((one) => one === '\n');
  if (isWhole || cutsWord(code, at) || cutsWord(code, end)) return undefined;
  return `${code.slice(0, at)}${replace.join('\n')}${code.slice(end)}`.split('\n');
}

const cutsWord = (code: string, at: number): boolean =>
  /[\p{L}\p{N}_]{2}/u.test(code.slice(Math.max(0, at - 1), at + 1));

function placeOf(lines: readonly string[], edit: Edit, number: number): Place | Unusable {
  const { search, line } = edit;
  if (search.every((one) => one.trim() === '')) {
    return unusable('edit_empty_search', `edit ${number}: there is no line to look for`);
  }
  const places = placesOf(lines, edit);
  const [place] = places.length > 1 ? places.filter(({ at }) => at + 1 === line) : places;
  if (place !== undefined) return place;
  if (places.length > 1) {
    const where = places.slice(0, 8).map(({ at }) => at + 1);
    const message = `edit ${number}: the lines of SEARCH are in the code ${places.length} times, at lines ${where.join(', ')}; add lines around them`;
    return unusable('edit_ambiguous', message);
  }
  const message = `edit ${number}: no whole lines of the code equal SEARCH.${hintFor(lines, search)} The nearest lines are:\n${nearest(lines, search)}`;
  return unusable('edit_no_match', message);
}

function hintFor(lines: readonly string[], search: readonly string[]): string {
  if (search.some((one) => /^\s*\d+ \| /u.test(one))) return ' Leave line numbers out of SEARCH.';
  const at = lines.join('\n').indexOf(search.join('\n'));
  if (at < 0) return '';
  return ` Its text is a part of line ${lines.join('\n').slice(0, at).split('\n').length}: send lines from their beginning to their end.`;
}
