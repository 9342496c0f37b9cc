import type { RepairDescription } from '../../rule.ts';
import { changed, type Draft } from '../../text/draft.ts';
import type { PythonEngine } from '../engine.ts';
import { findAll } from '../node.ts';

export const tabs: RepairDescription = {
  id: 'text.tabs',
  kind: 'repair',
  title: 'Tabs in the indentation become spaces.',
  why: 'A mixture of both is an error in Python although it looks right in an editor. Tabs inside strings stay.',
  bad: 'def level():\n\tif True:\n\t    return 1',
  good: 'LEVEL = """\n\ttext\n"""',
};

const indentOf = (line: string): string => line.slice(0, line.length - line.trimStart().length);

function expand(indent: string, width: number): string {
  let columns = 0;
  for (const char of indent) columns += char === '\t' ? width - (columns % width) : 1;
  return ' '.repeat(columns);
}

/** Lines that begin inside a string: their indentation is text. */
function insideStrings(engine: PythonEngine, text: string): ReadonlySet<number> {
  const inside = new Set<number>();
  for (const string of findAll(engine.parse(text).root, 'string')) {
    const breaks = string.text.split('\n').length - 1;
    for (let line = string.line + 1; line <= string.line + breaks; line += 1) inside.add(line);
  }
  return inside;
}

/**
 * Where only tabs indent, each becomes four columns. In a mixture a tab reaches to the next multiple of eight, as the
 * interpreter counts, or of four, as most editors show it: whichever gives a program.
 */
export function repairTabs(draft: Draft, engine: PythonEngine): Draft {
  const lines = draft.text.split('\n');
  if (!lines.some((line) => indentOf(line).includes('\t'))) return draft;
  const inside = insideStrings(engine, draft.text);
  const targets = lines.map((line, index) => !inside.has(index + 1) && indentOf(line).includes('\t'));
  const first = targets.indexOf(true);
  if (first < 0) return draft;
  const mixed = lines.some((line, index) => !inside.has(index + 1) && indentOf(line).includes(' '));
  const widths = mixed ? [8, 4] : [4];
  const results = widths.map((width) => {
    const mend = (line: string, index: number) =>
      targets[index] ? expand(indentOf(line), width) + line.trimStart() : line;
    return lines.map(mend).join('\n');
  });
  const text = results.find((result) => engine.syntaxErrors(result).length === 0) ?? results[0] ?? draft.text;
  const count = targets.filter(Boolean).length;
  const description = `turned the tabs that indent ${count} ${count === 1 ? 'line' : 'lines'} into spaces`;
  return changed(draft, text, { rule: tabs.id, line: first + 1, description });
}
