import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { endpointOf, parseEndpoints, RoutedProvider, settingsOf } from '../index.ts';

interface Asked {
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A server that answers anything, and remembers how it was asked. */
class Vendor {
  readonly asked: Asked[] = [];
  readonly #server: Server = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      this.asked.push({ headers: request.headers, body: JSON.parse(text) as Asked['body'] });
      response.end(JSON.stringify({ choices: [{ message: { content: 'hello' }, finish_reason: 'stop' }] }));
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1/`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

const call = (model: string) => ({
  ...{ key: 'k#1', model, maxOutputTokens: 500, messages: [{ role: 'user', content: 'hi' }] as const },
  ...{ temperature: 0.2, reasoningEffort: 'low', extraBody: { seed: 5 } },
});

describe('several endpoints', () => {
  const [own, other] = [new Vendor(), new Vendor()];
  let provider: RoutedProvider;
  beforeAll(async () => {
    const standard = { baseUrl: await own.start(), apiKey: 'own-key' };
    const baseUrl = await other.start();
    const endpoints = parseEndpoints(JSON.stringify({ vendor: { baseUrl, headers: { 'x-team': 'codecs' } } }));
    provider = new RoutedProvider({ standard, endpoints, keys: new Map([['vendor', 'other-key']]) });
  });
  afterAll(async () => {
    await own.stop();
    await other.stop();
  });

  it('takes a model with a vendor there, with its key and headers, under its own name', async () => {
    expect(await provider.ask(call('vendor:big:32b'))).toMatchObject({ ok: true, text: 'hello' });
    expect(other.asked.at(-1)?.headers).toMatchObject({ authorization: 'Bearer other-key', 'x-team': 'codecs' });
    expect(other.asked.at(-1)?.body).toMatchObject({
      ...{ model: 'big:32b', max_tokens: 500, temperature: 0.2, reasoning_effort: 'low', seed: 5 },
    });
    expect(own.asked).toEqual([]);
  });

  it('takes every other model, with colons too, to the standard endpoint', async () => {
    await provider.ask(call('coder:32b'));
    expect(own.asked.at(-1)?.headers.authorization).toBe('Bearer own-key');
    expect(own.asked.at(-1)?.body).toMatchObject({ model: 'coder:32b' });
  });
});

describe('an endpoints file', () => {
  it('gives price, limits, temperature and further fields of each model', () => {
    const price = { inputUsdPerMillion: 3, outputUsdPerMillion: 15 };
    const settings = {
      price,
      maxOutputTokens: 32_000,
      temperature: 1,
      reasoningEffort: 'high',
      extraBody: { top_k: 5 },
    };
    const endpoints = parseEndpoints(JSON.stringify({ anthropic: { keyFile: 'key.txt', models: { m: settings } } }));
    expect(settingsOf('anthropic:m', endpoints)).toEqual(settings);
    expect(settingsOf('m', endpoints)).toEqual({});
    expect(endpoints.get('anthropic')?.baseUrl).toBe('https://api.anthropic.com/v1');
    expect(endpointOf('anthropic:', endpoints)).toEqual({ vendor: 'anthropic', name: '' });
  });

  it.each([
    ['{ half', 'endpoints: SyntaxError'],
    ['{"mine": {}}', 'endpoints: mine.baseUrl is missing; only anthropic, deepseek, gemini'],
    ['{"mine": {"baseUrl": "ftp://x"}}', 'baseUrl'],
    ['{"Mine": {}}', 'Mine'],
    ['{"openai": {"models": {"m": {"temperature": 5}}}}', 'temperature'],
    ['{"openai": {"key": "sk-1"}}', '"key"'],
  ])('%s is refused with what does not fit', (text, message) => {
    expect(() => parseEndpoints(text)).toThrow(message);
  });
});
