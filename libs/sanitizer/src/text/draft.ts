import type { Change } from '../report.ts';

/** A text under repair and what was done to it so far. Repairs never move code to another line. */
export interface Draft {
  readonly text: string;
  readonly changes: readonly Change[];
}

export const changed = (draft: Draft, text: string, ...changes: Change[]): Draft => ({
  text,
  changes: [...draft.changes, ...changes],
});

/** Replaces a range by spaces, keeping its line breaks, so that nothing behind it moves. */
export function blank(text: string, start: number, end: number, replacement = ''): string {
  const units = text.slice(Math.min(start + replacement.length, end), end).split('');
  const kept = units.map((unit) => (unit === '\n' ? unit : ' ')).join('');
  return text.slice(0, start) + replacement + kept + text.slice(end);
}

/**
 * Blanks a statement. One that shares its lines with another becomes `instead`, so that the other stays a program.
 */
export function eraseStatement(text: string, range: { start: number; end: number }, instead: string): string {
  const { start, end } = range;
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const lineEnd = text.indexOf('\n', end);
  const after = text.slice(end, lineEnd < 0 ? text.length : lineEnd).trim();
  const alone = before.trim() === '' && (after === '' || after.startsWith('#') || after.startsWith('//'));
  return blank(text, start, end, alone ? '' : instead);
}

/** Takes the blanks off the ends of lines, and empty lines off the end of the text; leaves one line break. */
export function trimBlanks(text: string): string {
  const lines = text.split('\n').map((line) => (line.trim() === '' ? '' : line));
  return `${lines.join('\n').trimEnd()}\n`;
}
