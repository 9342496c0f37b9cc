import { inContext } from '@codecsmith/observability';
import { createLogger, nestLogger } from './logger.ts';

function logged(write: (logger: ReturnType<typeof createLogger>) => void): Record<string, unknown> {
  const lines: string[] = [];
  const logger = createLogger({
    name: 'test',
    level: 'debug',
    secrets: ['s3cret-"value"'],
    destination: { write: (line) => void lines.push(line) },
  });
  write(logger);
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '') as Record<string, unknown>;
}

describe('a log line', () => {
  it('carries level, name and the fields given', () => {
    const line = logged((logger) => logger.warn({ experimentId: 'exp-1', attempt: 2 }, 'careful'));

    expect(line).toEqual({
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      pid: process.pid,
      name: 'test',
      experimentId: 'exp-1',
      attempt: 2,
      msg: 'careful',
    });
  });

  it('carries what the work is about that speaks', () => {
    const line = logged((logger) =>
      inContext({ experiment: 'exp-1', attempt: 2, trace: 'a'.repeat(32), traceparent: 'x' }, () => logger.info('now')),
    );

    expect(line).toMatchObject({ experiment: 'exp-1', attempt: 2, trace: 'a'.repeat(32), msg: 'now' });
    expect(line).not.toHaveProperty('traceparent');
  });

  it('hides secrets by field name at any depth, in URLs, in headers, and by value', () => {
    const line = logged((logger) =>
      logger.info(
        { token: 'a"b', deep: { list: [{ leaseToken: 'x', apiKey: 'y', Authorization: ['z'] }] }, promptTokens: 12 },
        'postgres://lab:hunter22@127.0.0.1/lab with Bearer abc.def and s3cret-"value"',
      ),
    );

    expect(line).toMatchObject({
      token: '[redacted]',
      deep: { list: [{ leaseToken: '[redacted]', apiKey: '[redacted]', Authorization: '[redacted]' }] },
      promptTokens: 12,
      msg: 'postgres://lab:[redacted]@127.0.0.1/lab with Bearer [redacted] and [redacted]',
    });
  });

  it('shows control characters escaped, with the same value', () => {
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    createLogger({ name: 'test', level: 'debug', destination }).info({ log: '\x1b[2J\x9b\u202e' }, 'end\r\n');

    expect(lines.join('')).toMatch(/^[\x20-\x7e]+\n$/);
    expect(JSON.parse(lines.join(''))).toMatchObject({ log: '\x1b[2J\x9b\u202e', msg: 'end\r\n' });
  });

  it("takes Nest's messages, errors with their stack", () => {
    const line = logged((logger) => {
      nestLogger(logger).error(new TypeError('broken'), 'Router');
    });

    expect(line).toMatchObject({ level: 'error', context: 'Router', msg: 'broken', err: { type: 'TypeError' } });
  });
});
