import { escapeUnsafe, findUnsafe } from './index.ts';

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
