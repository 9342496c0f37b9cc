import { cutText, cutTextStart, escapeUnsafe, findUnsafe } from './index.ts';

describe('text that not every store can hold', () => {
  it('shows a NUL and a lone surrogate as escapes and leaves the rest alone', () => {
    expect(escapeUnsafe('a\u0000b\ud800c😀')).toBe('a\\u0000b\\ud800c😀');
    expect(escapeUnsafe('plain 😀 text')).toBe('plain 😀 text');
  });

  it('names the first field that holds such text', () => {
    expect(findUnsafe({ a: [{ b: 'fine' }, { b: 'x\u0000' }] })).toBe('a.1.b');
    expect(findUnsafe({ 'k\u0000': 1 })).toBe('k\u0000');
    expect(findUnsafe({ a: 1, b: ['ok', null] })).toBeUndefined();
  });
});

describe('a text that is cut', () => {
  it('is escaped first, so that it is never longer than it may be', () => {
    expect(cutText('\0'.repeat(100), 20)).toBe('\\u0000\\u0000\\u0000\\u');
    expect(cutTextStart('\0'.repeat(100), 9)).toBe('000\\u0000');
    expect(cutText('short', 20)).toBe('short');
    expect(cutTextStart('short', 20)).toBe('short');
  });

  it('never ends or begins with half a character', () => {
    for (const length of [1, 2, 3, 4, 5]) {
      expect(cutText('😀😀😀', length).isWellFormed()).toBe(true);
      expect(cutTextStart('😀😀😀', length).isWellFormed()).toBe(true);
      expect(cutText('😀😀😀', length).length).toBeLessThanOrEqual(length);
    }
  });
});
