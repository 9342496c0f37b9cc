import { visibleLine, visibleText } from './visible-text.ts';

describe('foreign text that is shown', () => {
  it('loses every character that could steer a terminal', () => {
    expect(visibleText('a\x1b[2J\x1b]8;;http://x\x07b\r\x00\x7f\x9b')).toBe(
      'a\\u001b[2J\\u001b]8;;http://x\\u0007b\\u000d\\u0000\\u007f\\u009b',
    );
  });

  it('loses characters that reorder text or cannot be seen', () => {
    expect(visibleText('\u202eevil\u2066 \u200b\u061c\ufeff\u2028\u{e0041}')).toBe(
      '\\u202eevil\\u2066 \\u200b\\u061c\\ufeff\\u2028\\udb40\\udc41',
    );
  });

  it('keeps layout and letters of every script', () => {
    const text = 'zwei\n\tZeilen: ä 漢字 עברית 😀';
    expect(visibleText(text)).toBe(text);
  });

  it('keeps one line as one line', () => {
    expect(visibleLine('score 99\nverdict\t1')).toBe('score 99\\u000averdict\\u00091');
  });

  it('leaves the value of a JSON text as it is', () => {
    const value = { log: '\x1b[31m\x7f\u202e\u{e0041}', lines: 'a\nb' };
    const shown = visibleText(JSON.stringify(value, null, 2));
    expect(shown).not.toMatch(/[\x7f\u202e\u{e0041}]/u);
    expect(JSON.parse(shown)).toEqual(value);
  });
});
