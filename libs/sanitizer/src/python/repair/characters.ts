import type { Change } from '../../report.ts';
import type { RepairDescription } from '../../rule.ts';
import { changed, type Draft } from '../../text/draft.ts';
import type { PythonEngine, SyntaxFinding } from '../engine.ts';

export const characters: RepairDescription = {
  id: 'text.characters',
  kind: 'repair',
  title: 'Typographic quotes, dashes and spaces outside strings become the plain ones.',
  why: 'They come from word processors and web pages. Inside strings and comments they are left alone.',
  bad: 'NAME = “codec”\nLEVEL =\u00A01',
  good: 'NAME = "a “quoted” word"',
};

const DOUBLE = '“”„‟″';
const SINGLE = '‘’‚‛′';
const DASHES = '−–—‐‑';
const SPACES = '\u00A0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u3000';
const INVISIBLE = '\u200B\u200C\u200D\u2060\uFEFF\u00AD';

function plain(char: string): string | undefined {
  if (DOUBLE.includes(char)) return '"';
  if (SINGLE.includes(char)) return "'";
  if (DASHES.includes(char)) return '-';
  if (SPACES.includes(char)) return ' ';
  return INVISIBLE.includes(char) ? '' : undefined;
}

const replaceAt = (line: string, index: number, by: string): string =>
  line.slice(0, index) + by + line.slice(index + 1);

/** Replaces the character at which a parser stumbled, and for a quote the one that closes it. */
function mendLine(line: string, index: number): string | undefined {
  const char = line[index] ?? '';
  const by = char === '' ? undefined : plain(char);
  if (by === undefined) return undefined;
  const partners = by === '"' ? DOUBLE : by === "'" ? SINGLE : '';
  const close = [...line].findIndex((other, at) => at > index && partners.includes(other));
  return replaceAt(close > index ? replaceAt(line, close, by) : line, index, by);
}

/** One pass: on each line, the first place where the parser met such a character. */
function mend(text: string, findings: readonly SyntaxFinding[]): { text: string; lines: number[] } {
  const lines = text.split('\n');
  const done = new Set<number>();
  for (const { line, column } of findings) {
    const mended = done.has(line) ? undefined : mendLine(lines[line - 1] ?? '', column - 1);
    if (mended === undefined) continue;
    lines[line - 1] = mended;
    done.add(line);
  }
  return { text: lines.join('\n'), lines: [...done] };
}

/** More passes than any line has quotes worth mending. */
const MAX_PASSES = 64;

/** Works only where the strict parser stumbles, so text inside strings and comments is never touched. */
export function repairCharacters(draft: Draft, engine: PythonEngine): Draft {
  const touched = new Set<number>();
  let { text } = draft;
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const result = mend(text, engine.syntaxErrors(text));
    if (result.lines.length === 0) break;
    for (const line of result.lines) touched.add(line);
    text = result.text;
  }
  const change = (line: number): Change => ({
    rule: characters.id,
    line,
    description: 'replaced typographic characters outside strings',
  });
  return touched.size === 0 ? draft : changed(draft, text, ...[...touched].sort((a, b) => a - b).map(change));
}
