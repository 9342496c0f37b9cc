import { readCommand, UnreadableMessage } from './read-command.ts';

const SUBJECT = 'lab.v1.cmd.experiment.request';
const read = (subject: string, value: unknown) =>
  readCommand(subject, new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)));

describe('reading a command', () => {
  it('needs an id and data; aggregate and verb come from the subject', () => {
    expect(read(SUBJECT, { id: 'a', data: { x: 1 }, extra: true })).toEqual({
      id: 'a',
      aggregate: 'experiment',
      type: 'request',
      aggregateId: undefined,
      actor: undefined,
      correlationId: undefined,
      traceparent: undefined,
      data: { x: 1 },
    });
  });

  it('takes the trace from the header when the body has none', () => {
    const bytes = new TextEncoder().encode('{"id":"a","data":null}');
    expect(readCommand(SUBJECT, bytes, '00-aa-bb-01').traceparent).toBe('00-aa-bb-01');
  });

  it.each([
    [
      'lab.v2.cmd.experiment.request',
      { id: 'a', data: {} },
      /^unknown subject lab\.v2\.cmd\.experiment\.request; allowed: /,
    ],
    ['lab.v1.cmd.experiment', { id: 'a', data: {} }, /^unknown subject/],
    [SUBJECT, '{', /^not UTF-8 JSON: /],
    [SUBJECT, [], /^\(message\): /],
    [SUBJECT, { data: {} }, /^id: /],
    [SUBJECT, { id: '', data: {} }, /^id: /],
    [SUBJECT, { id: 'a' }, /^data: is required$/],
    [SUBJECT, { id: 'a', data: {}, specversion: '2.0' }, /^specversion: /],
  ])('refuses %s %j', (subject, value, message) => {
    expect(() => read(subject, value)).toThrow(UnreadableMessage);
    expect(() => read(subject, value)).toThrow(message);
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(() => readCommand(SUBJECT, new Uint8Array([0xc3, 0x28]))).toThrow(UnreadableMessage);
  });
});
