import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LLMock } from '@copilotkit/aimock';
import { replyText } from '@codecsmith/test-llm-stand-in';
import { startMockServer, type MockConfig, type MockServerInstance } from 'openai-mock-api';
import { ModelLab } from './model-lab.ts';

const KEY = 'key-of-the-mock-api';
const REPLY = { mockapi: replyText('fenced-python'), aimock: replyText('no-notes') };

/** A port that is free now: one of the servers wants to be told. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

let folder: string;
let mockApi: MockServerInstance;
let aimock: LLMock;
let here: ModelLab;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codecsmith-endpoints-'));
  const port = await freePort();
  const messages: MockConfig['responses'][number]['messages'] = [
    { role: 'system', matcher: 'any' },
    { role: 'user', matcher: 'any' },
    { role: 'assistant', content: REPLY.mockapi },
  ];
  const config: MockConfig = { apiKey: KEY, port, responses: [{ id: 'codec', messages }] };
  mockApi = await startMockServer({ config, port, logFile: join(folder, 'log') });
  aimock = new LLMock({ port: 0 });
  aimock.onMessage(/[\s\S]*/u, { content: REPLY.aimock });
  await aimock.start();
  await writeFile(join(folder, 'key'), `${KEY}\n`);
  const endpoints = {
    mockapi: { baseUrl: `http://127.0.0.1:${port}/v1`, keyFile: join(folder, 'key') },
    aimock: { baseUrl: `${aimock.url}/v1` },
  };
  await writeFile(join(folder, 'endpoints.json'), JSON.stringify(endpoints));
  process.env['LAB_GENERATOR_ENDPOINTS'] = join(folder, 'endpoints.json');
  here = await ModelLab.up({ firstTokenMs: 60_000, idleMs: 60_000, totalMs: 60_000 });
});
afterAll(async () => {
  await here?.down();
  await mockApi?.stop();
  await aimock?.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('servers that others wrote', () => {
  it('serve a whole campaign side by side, each with its key, and their counts or their bounds are booked', async () => {
    const models = ['--model', 'mockapi:gpt-4', '--model', 'aimock:gpt-4o'];
    const search = ['--clip', 'pan', '--sealed', 'none', '--quality', '20,40,60,80', '--parameter', 'resamples=0'];
    const budget = ['--budget', 'evaluations=6', '--price', '1/4', '--id', 'foreign'];
    await here.lab.cli('campaign', 'start', '--provider', 'openai', ...search, ...budget, ...models, '--wait');
    const { phase, proposals, spent } = await here.stopped('foreign');
    expect(phase).toBe('stopped');
    const drafted = proposals.filter(({ model }) => model !== null);
    expect(new Set(drafted.map(({ model }) => model))).toEqual(new Set(['mockapi:gpt-4', 'aimock:gpt-4o']));
    expect(drafted.filter(({ outcome }) => outcome !== 'completed' && outcome !== 'duplicate')).toEqual([]);
    const of = (vendor: string) => drafted.filter(({ model }) => model?.startsWith(vendor));
    for (const { tokens } of of('aimock')) expect(tokens?.output).toBeGreaterThan(0);
    // This one counts nothing in a stream: its calls count as their bound.
    for (const { tokens } of of('mockapi')) expect(tokens).toEqual({ input: 0, output: 0 });
    const counted = drafted.reduce((sum, { tokens }) => sum + (tokens?.input ?? 0) + (tokens?.output ?? 0), 0);
    expect(spent.tokens).toBeGreaterThan(counted + 16_000 * of('mockapi').length);
    const price = (tokens: number) => (tokens * 4) / 1e6;
    expect(spent.costUsd).toBeGreaterThan(price(16_000 * of('mockapi').length));
    expect(await here.text(drafted[0]?.reply ?? '')).toContain('Quantised difference');
  });
});
