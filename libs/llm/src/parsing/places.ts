import type { Edit } from './edits.ts';

/** Where the lines of an edit are, and what had to be overlooked to find them. */
export interface Place {
  /** Index of the first line. */
  readonly at: number;
  /** Blanks that the edit's lines lack at their beginning (`add`), or have too many (`cut`). */
  readonly shift: { readonly add: string; readonly cut: string };
  readonly forgiven: string | null;
}

const SAME = { add: '', cut: '' } as const;

/** Places of an edit's whole lines: equal ones, else equal but for trailing blanks, else equal but for one indentation. */
export function placesOf(lines: readonly string[], edit: Edit): Place[] {
  const { search } = edit;
  const starts = Array.from({ length: Math.max(0, lines.length - search.length + 1) }, (_, at) => at);
  const all = (at: number, same: (code: string, wanted: string) => boolean): boolean =>
    search.every((wanted, k) => same(lines[at + k] ?? '', wanted));
  const exact = starts.filter((at) => all(at, (code, wanted) => code === wanted));
  if (exact.length > 0) return exact.map((at) => ({ at, shift: SAME, forgiven: null }));
  const trimmed = starts.filter((at) => all(at, (code, wanted) => code.trimEnd() === wanted.trimEnd()));
  if (trimmed.length > 0) return trimmed.map((at) => ({ at, shift: SAME, forgiven: 'trailing spaces' }));
  return starts.flatMap((at) => {
    const shift = shiftOf(lines.slice(at, at + search.length), search);
    if (shift === undefined || edit.replace.some((line) => !fits(line, shift))) return [];
    const [{ length }, way] = shift.add === '' ? [shift.cut, 'too many'] : [shift.add, 'missing'];
    return [{ at, shift, forgiven: `indentation, ${length} ${way} in each line` }];
  });
}

/** The one difference of indentation between two stretches of lines; undefined when there is not exactly one. */
function shiftOf(code: readonly string[], wanted: readonly string[]): Place['shift'] | undefined {
  let shift: Place['shift'] | undefined;
  for (const [k, line] of code.entries()) {
    const [left, right] = [line.trimEnd(), (wanted[k] ?? '').trimEnd()];
    if (left.trimStart() !== right.trimStart()) return undefined;
    if (left === '') continue;
    const next = differenceOf(indentOf(left), indentOf(right));
    if (next === undefined) return undefined;
    if (shift !== undefined && (shift.add !== next.add || shift.cut !== next.cut)) return undefined;
    shift = next;
  }
  return shift;
}

function differenceOf(code: string, wanted: string): Place['shift'] | undefined {
  if (code.endsWith(wanted)) return { add: code.slice(0, code.length - wanted.length), cut: '' };
  if (wanted.endsWith(code)) return { add: '', cut: wanted.slice(0, wanted.length - code.length) };
  return undefined;
}

const indentOf = (line: string): string => /^\s*/u.exec(line)?.[0] ?? '';
const fits = (line: string, { cut }: Place['shift']): boolean => line.trim() === '' || line.startsWith(cut);

/** A line of a replacement, moved as its edit's lines were. */
export const shifted = (line: string, { add, cut }: Place['shift']): string =>
  line.trim() === '' ? line : `${add}${line.slice(cut.length)}`;

/** Lines shown before and after the best place. */
const AROUND = 2;
const MOST_LINES = 12;

/** The stretch of code that shares most with the search text, with its line numbers. */
export function nearest(lines: readonly string[], wanted: readonly string[]): string {
  const length = Math.min(wanted.length, MOST_LINES);
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

/** Its words, and its other signs one by one. */
export const words = (line: string): string[] => line.match(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];
