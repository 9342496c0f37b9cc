import { draft, parseRecording, redact, renderPrompt, ReplayProvider, type Spending } from '../index.ts';
import { materialFor } from '../prompts/material.testing.ts';
import { DEFAULT_BACKOFF, hintFrom, waitBefore } from './backoff.ts';

describe('backing off', () => {
  const headers = (name: string, value: string) => new Headers({ [name]: value });
  it("follows the server's hint, within the lab's own bound", () => {
    expect(waitBefore(2, 2500, DEFAULT_BACKOFF)).toBe(2500);
    expect(waitBefore(2, 3_600_000, DEFAULT_BACKOFF)).toBe(30_000);
  });
  it('doubles without one', () => {
    expect([2, 3, 4, 9].map((attempt) => waitBefore(attempt, null, DEFAULT_BACKOFF))).toEqual([
      1000, 2000, 4000, 30_000,
    ]);
  });
  it.each([
    ['retry-after', '7', 7000],
    ['retry-after', '0.5', 500],
    ['retry-after', 'Thu, 01 Jan 2026 00:00:10 GMT', 10_000],
    ['retry-after', 'soon', null],
    ['retry-after-ms', '1500', 1500],
    ['x-other', '1', null],
  ])('reads %s: %s', (name, value, expected) => {
    expect(hintFrom(headers(name, value), Date.UTC(2026, 0, 1))).toBe(expected);
  });
});

describe('redaction', () => {
  it('takes out the key it knows and what looks like one', () => {
    const text = 'key my-secret-key and sk-abcdefgh12345678, Bearer abcdefghijkl; key_frame_interval stays';
    expect(redact(text, ['my-secret-key'])).toBe('key [key] and [key], [key] key_frame_interval stays');
  });
});

describe('a recording', () => {
  const line = (key: string, text: string) =>
    JSON.stringify({ key, model: 'm', text, usage: { input: 10, output: 5 } });
  const codec =
    'def compress_video_frame(f, i, c):\n    return b""\n\ndef decompress_video_frame(d, i, c):\n    return d\n';
  const spending: Spending = {
    reserve: () => Promise.resolve({ granted: true, name: 'r' }),
    settle: () => Promise.resolve(null),
  };
  const request = {
    prompt: renderPrompt(materialFor()),
    key: '7.3.0',
    model: 'm',
    price: { inputUsdPerMillion: 1, outputUsdPerMillion: 1 },
    maxOutputTokens: 100,
    language: 'python',
    parent: null,
  } as const;

  it('answers again what was answered, turn by turn, for nothing', async () => {
    const recording = parseRecording(
      `${line('7.3.0#1', 'no code')}\n${line('7.3.0#2', `\`\`\`python\n${codec}\`\`\``)}\n`,
    );
    const reply = await draft(request, new ReplayProvider(recording), spending);
    expect(reply).toMatchObject({ ok: true, draft: { code: codec }, costUsd: 0, tokens: { input: 20, output: 10 } });
  });

  it('fails again as the call failed', async () => {
    const failure = { cause: 'refused', message: 'I cannot help with that' };
    const told = JSON.stringify({ key: '7.3.0#1', model: 'm', text: '', usage: null, failure });
    const reply = await draft(request, new ReplayProvider(parseRecording(told)), spending);
    expect(reply).toMatchObject({ ok: false, ...failure, costUsd: 0 });
  });

  it('has a named cause for what it does not hold', async () => {
    const reply = await draft(request, new ReplayProvider(parseRecording('')), spending);
    expect(reply).toMatchObject({
      ok: false,
      cause: 'no_recording',
      message: 'the recording holds no answer for 7.3.0#1',
    });
  });

  it('is refused with the line that cannot be read', () => {
    expect(() => parseRecording(`${line('a', 'x')}\n{"key":"b"}`)).toThrow(/^recording, line 2: /u);
    expect(() => parseRecording(`${line('a', 'x')}\n${line('a', 'y')}`)).toThrow(
      'recording, line 2: key a is given twice',
    );
  });
});
