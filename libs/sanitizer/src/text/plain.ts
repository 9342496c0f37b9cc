import { changed, type Draft } from './draft.ts';
import type { RepairDescription } from '../rule.ts';

export const byteOrderMark: RepairDescription = {
  id: 'text.bom',
  kind: 'repair',
  title: 'A byte order mark at the start is taken off.',
  why: 'Editors add it; no interpreter of the jail expects it inside a text.',
  bad: '\uFEFFLEVEL = 1',
  good: 'LEVEL = 1',
};

export const lineBreaks: RepairDescription = {
  id: 'text.line-breaks',
  kind: 'repair',
  title: 'Line breaks become `\\n`.',
  why: 'The same program then has the same digest on every system.',
  bad: 'LEVEL = 1\r\n',
  good: 'LEVEL = 1\n',
};

const finalNewline = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);

/** Repairs that need no knowledge of the language. */
export function repairPlainText(source: string): Draft {
  let draft: Draft = { text: source, changes: [] };
  if (draft.text.startsWith('\uFEFF')) {
    draft = changed(draft, draft.text.slice(1), {
      rule: byteOrderMark.id,
      line: 1,
      description: 'took off the byte order mark',
    });
  }
  if (draft.text.includes('\r')) {
    const line = draft.text.slice(0, draft.text.indexOf('\r')).split('\n').length;
    const text = draft.text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
    draft = changed(draft, text, { rule: lineBreaks.id, line, description: 'made all line breaks \\n' });
  }
  return { ...draft, text: finalNewline(draft.text) };
}
