import { encodeJob, makeClip, removeClips } from './fixture.testing.ts';
import { testedTiers, useJail } from './use-jail.testing.ts';

afterAll(removeClips);

const saying = (kind: string, payload: string): string => `
import os, struct
def compress_video_frame(frame, frame_index, config):
    payload = ${payload}
    os.write(4, b"${kind}" + struct.pack("<I", len(payload)) + payload)
    os._exit(0)
`;
const failure = (json: string): string => saying('X', `b'${json}'`);
const done = (bytes: string, packets: string): string => saying('D', `struct.pack("<QI", ${bytes}, ${packets})`);
const frame = (index: number): string => `
import os, struct
def compress_video_frame(frame, frame_index, config):
    os.write(4, b"F" + struct.pack("<II", 4, ${index}))
    return b""
`;

/** What a guest says is read in one place, whatever holds it. */
const TIERS = testedTiers('forged words').slice(0, 1);

describe.each(TIERS)('a guest in tier %s', (tier) => {
  const jail = useJail(tier);

  it.each([
    ['a line that is no number', failure('{"message":"x","line":NaN}'), 'output_invalid'],
    ['a frame without end', failure('{"message":"x","frame":Infinity}'), 'output_invalid'],
    ['a line beyond all numbers', failure('{"message":"x","line":1e400}'), 'crashed'],
    ['a line beyond exact numbers', failure('{"message":"x","line":9999999999999999999999}'), 'crashed'],
    ['a kind that is a number, and no message', failure('{"kind":5}'), 'crashed'],
    [
      'half a character and NUL, again and again',
      failure(`{"message":"${'\\\\ud800\\\\u0000'.repeat(900)}"}`),
      'crashed',
    ],
    ['more bytes than exact numbers hold', done('2**53', '48'), 'output_invalid'],
    ['most bytes and packets', done('2**64 - 1', '2**32 - 1'), 'output_invalid'],
    ['more packets than there are frames', done('10', '2**32 - 1'), 'output_invalid'],
    ['a frame before it is done', frame(0), 'output_invalid'],
    ['a frame of the future', frame(7), 'output_invalid'],
  ])('that says %s ends by its own fault', async (_, code, outcome) => {
    const result = await jail().run(encodeJob(code, await makeClip()));
    expect(result.outcome).toBe(outcome);
    if (result.outcome === 'ok') return;
    expect(result.repeated).toBeUndefined();
    expect(result.cause.message.length).toBeLessThanOrEqual(2000);
    expect(result.cause.message.isWellFormed()).toBe(true);
    expect(result.cause.message).not.toContain('\0');
    expect(result.cause).not.toHaveProperty('line');
  });
});
