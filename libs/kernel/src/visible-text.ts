/** Control, escape, bidirectional and invisible format characters, and line separators; not newline and tab. */
const HIDDEN = /(?![\n\t])[\p{Cc}\p{Cf}\u2028\u2029]/gu;
const HIDDEN_OR_BREAK = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/**
 * Makes foreign text safe to show: every character that could move a cursor, colour a terminal, reorder text or hide
 * becomes a visible `\uXXXX`. Newlines and tabs stay. Inside JSON the result is still the same JSON value.
 */
export const visibleText = (text: string): string => text.replace(HIDDEN, escaped);

/** The same for text that must stay on one line: newlines and tabs are escaped too. */
export const visibleLine = (text: string): string => text.replace(HIDDEN_OR_BREAK, escaped);

const escaped = (character: string): string =>
  Array.from({ length: character.length }, (_, unit) => character.charCodeAt(unit))
    .map((code) => `\\u${code.toString(16).padStart(4, '0')}`)
    .join('');
