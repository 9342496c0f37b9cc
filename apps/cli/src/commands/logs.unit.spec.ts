import { readable } from './logs.cli.ts';

describe('a line of a log', () => {
  it('shows time, level, message and what else it says, not which process wrote it', () => {
    const line =
      '{"level":"warn","time":"2026-11-30T12:00:00.000Z","pid":7,"name":"api","experiment":"exp-1","msg":"slow"}';
    expect(readable(line)).toBe('2026-11-30T12:00:00.000Z  warn   slow  {"experiment":"exp-1"}');
  });

  it.each([
    ['no JSON', 'LOG:  database system is ready'],
    ['no entry of ours', '[1,2]'],
    ['a time that is none', '{"time":"soon","level":"info","msg":"x"}'],
  ])('is shown as it is when it is %s', (_, line) => {
    expect(readable(line)).toBe(line);
  });

  it('has control characters escaped', () => {
    expect(readable('a\u001b[31mb')).not.toContain('\u001b');
  });
});
