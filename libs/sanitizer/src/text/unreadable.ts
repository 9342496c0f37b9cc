import { LIMITS } from '@codecsmith/codec';
import type { Violation } from '../report.ts';
import type { TextRuleDescription } from '../rule.ts';
import { utf8Bytes } from './utf8.ts';

export const unreadable: TextRuleDescription = {
  id: 'text.unreadable',
  kind: 'reject',
  title: 'The source is text.',
  why: 'A NUL character or half of a surrogate pair cannot be written as UTF-8 source, and no interpreter takes it.',
  bad: 'LEVEL = "\u0000"',
  good: 'LEVEL = "\\0"',
};

export const emptySource: TextRuleDescription = {
  id: 'text.empty',
  kind: 'reject',
  title: 'There is code.',
  why: 'An empty reply and a wrong one have different causes.',
  bad: '\n\n',
  good: 'LEVEL = 1',
};

export const packageTooBig: TextRuleDescription = {
  id: 'size.package',
  kind: 'reject',
  title: `The source is at most ${LIMITS.packageBytes / 1024} KiB.`,
  why: 'What a codec brings along is knowledge that its bitstream does not have to carry, so it is capped.',
  bad: `# ${'padding '.repeat(LIMITS.packageBytes / 8)}\nLEVEL = 1`,
  good: `# ${'padding '.repeat(100)}\nLEVEL = 1`,
};

function firstUnreadable(text: string): number {
  const nul = text.indexOf('\0');
  if (nul >= 0) return nul;
  let offset = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    if (code >= 0xd800 && code <= 0xdfff) return offset;
    offset += char.length;
  }
  return -1;
}

/** Line and column, counted from 1, of an offset. */
function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
}

/** What is wrong with a text before any parser looks at it. */
export function checkText(text: string): Violation[] {
  const offset = firstUnreadable(text);
  if (offset >= 0) {
    const code = text.charCodeAt(offset).toString(16).toUpperCase().padStart(4, '0');
    const advice = 'write it as an escape inside a string, or leave it out';
    return [
      {
        rule: unreadable.id,
        ...placeOf(text, offset),
        message: `the character U+${code} is not allowed in source text`,
        advice,
      },
    ];
  }
  if (text.trim() === '') {
    const advice = 'send the source of a candidate, alone or in one fenced block';
    return [{ rule: emptySource.id, line: 1, column: 1, message: 'there is no code', advice }];
  }
  const size = utf8Bytes(text);
  if (size <= LIMITS.packageBytes) return [];
  const message = `the source is ${size} bytes long, ${LIMITS.packageBytes} are allowed`;
  return [
    {
      rule: packageTooBig.id,
      line: 1,
      column: 1,
      message,
      advice: 'compute tables when the module loads, or make them smaller',
    },
  ];
}
