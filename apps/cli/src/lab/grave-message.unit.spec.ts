import { graveMessage } from './grave-message.ts';

describe('why a lab did not start', () => {
  it('is the last grave thing in its log', () => {
    const log = [
      '{"level":"error","msg":"first"}',
      '{"level":"fatal","msg":"executor is not built"}',
      '{"level":"info","msg":"stopped"}',
    ].join('\n');
    expect(graveMessage(log)).toBe('executor is not built');
  });

  it('is the last line of a log that is no log', () => {
    expect(graveMessage('Segmentation\nfault\n')).toBe('fault');
    expect(graveMessage('')).toBe('');
  });
});
