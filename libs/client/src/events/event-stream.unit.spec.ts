import fc from 'fast-check';
import { readEventStream, type StreamEvent } from './event-stream.ts';

async function parse(chunks: Uint8Array[]): Promise<StreamEvent[]> {
  const source = (async function* () {
    await Promise.resolve();
    yield* chunks;
  })();
  const events: StreamEvent[] = [];
  for await (const event of readEventStream(source)) events.push(event);
  return events;
}
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('reading server-sent events', () => {
  it.each([
    ['line feeds', 'id: 7\ndata: {"a":1}\n\n'],
    ['carriage returns and line feeds', 'id: 7\r\ndata: {"a":1}\r\n\r\n'],
    ['no space after the colon', 'id:7\ndata:{"a":1}\n\n'],
    ['comments and unknown fields between', ': beat\nid: 7\nretry: 5\nevent: x\ndata: {"a":1}\n\n: beat\n\n'],
  ])('understands %s', async (_, text) => {
    expect(await parse([bytes(text)])).toEqual([{ id: '7', data: '{"a":1}' }]);
  });

  it('joins data lines and keeps characters that only look like line ends', async () => {
    expect(await parse([bytes('data: one\u2028\ndata\ndata: three\n\n')])).toEqual([
      { id: undefined, data: 'one\u2028\n\nthree' },
    ]);
  });

  it('drops an event that was cut off before its blank line', async () => {
    expect(await parse([bytes('id: 1\ndata: a\n\nid: 2\ndata: b\n')])).toEqual([{ id: '1', data: 'a' }]);
  });

  it('gives an id without data, and nothing for a comment', async () => {
    expect(await parse([bytes('id: 7\n\n: beat\n\n')])).toEqual([{ id: '7', data: undefined }]);
  });

  it('gives the same events however the bytes are cut', async () => {
    const whole = bytes('id: 1\r\ndata: grün\r\n\r\n: beat\n\nid: 2\ndata: 日本\ndata: x\n\nid: 3\rdata: z\r\r');
    const expected = await parse([whole, bytes('\n')]);
    expect(expected.map((event) => event.id)).toEqual(['1', '2', '3']);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(whole.length)), async (marks) => {
        const cuts = [0, ...marks.sort((left, right) => left - right), whole.length];
        const chunks = cuts.slice(1).map((end, index) => whole.subarray(cuts[index], end));
        expect(await parse([...chunks, bytes('\n')])).toEqual(expected);
      }),
    );
  });

  it('tells of every chunk, so that heartbeats keep a connection alive', async () => {
    let chunks = 0;
    const source = (async function* () {
      await Promise.resolve();
      yield bytes(': beat\n\n');
      yield bytes(': beat\n\n');
    })();
    for await (const event of readEventStream(source, () => void (chunks += 1))) throw new Error(JSON.stringify(event));
    expect(chunks).toBe(2);
  });
});
