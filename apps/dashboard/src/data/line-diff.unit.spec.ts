import fc from 'fast-check';
import { lineDiff } from './line-diff.ts';

const textOf = (lines: ReturnType<typeof lineDiff>, without: 'added' | 'removed') =>
  lines
    .filter((line) => line.kind !== without)
    .map((line) => line.text)
    .join('\n');

describe('the difference of two texts', () => {
  it('keeps what is common and tells what went and what came', () => {
    expect(lineDiff('a\nb\nc\nd', 'a\nx\nc\nd\ne')).toEqual([
      { kind: 'same', text: 'a' },
      { kind: 'removed', text: 'b' },
      { kind: 'added', text: 'x' },
      { kind: 'same', text: 'c' },
      { kind: 'same', text: 'd' },
      { kind: 'added', text: 'e' },
    ]);
  });

  it('holds both texts whole', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = lineDiff(before, after);
        expect([textOf(lines, 'added'), textOf(lines, 'removed')]).toEqual([before, after]);
      }),
    );
  });
});
