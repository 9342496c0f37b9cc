import { jest } from '@jest/globals';
import { describeCause } from '../experiments/experiment-text.ts';
import { printJson, printLine, printNote } from './print.ts';

function printed(print: () => void): string {
  let text = '';
  const spies = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockImplementation((chunk) => {
      text += String(chunk);
      return true;
    }),
  );
  print();
  spies.forEach((spy) => spy.mockRestore());
  return text;
}

const HOSTILE = '\x1b[2J\x1b[1;1H\u202escore: 100 %\r completed';
const SHOWN = '\\u001b[2J\\u001b[1;1H\\u202escore: 100 %\\u000d completed';

describe('what the command line prints', () => {
  it('shows text of candidates escaped, on both streams', () => {
    expect(printed(() => printLine(HOSTILE))).toBe(`${SHOWN}\n`);
    expect(printed(() => printNote(HOSTILE))).toBe(`${SHOWN}\n`);
  });

  it('prints JSON without control characters and with the same value', () => {
    const text = printed(() => printJson({ log: HOSTILE }));
    expect(text).toBe(`{\n  "log": "${SHOWN.replace('\\u000d', '\\r')}"\n}\n`);
    expect(JSON.parse(text)).toEqual({ log: HOSTILE });
  });

  it('keeps further lines of a cause apart from lines of the lab', () => {
    const cause = { code: 'crashed', message: 'no\nverdict   99', advice: null, line: null, column: null };
    expect(describeCause({ ...cause, side: null, clip: null, quality: null, frame: null })).toEqual([
      'cause     crashed: no\n          verdict   99',
    ]);
  });
});
