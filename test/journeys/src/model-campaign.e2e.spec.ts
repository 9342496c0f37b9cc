import type { CampaignDocument } from '@codecsmith/client';
import { JAVASCRIPT_MODELS, say, STAND_IN_JAVASCRIPT, type Script } from '@codecsmith/test-llm-stand-in';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelLab } from './model-lab.ts';
import { until } from './until.ts';

const ON_PAN = ['--clip', 'pan', '--sealed', 'none', '--quality', '20,40,60,80'];

const HOUR_MS = 3_600_000;
/** Nothing ends a call here but the death of its caller. */
const PATIENCE = { firstTokenMs: HOUR_MS, idleMs: HOUR_MS, totalMs: HOUR_MS };
const STALLING_ONCE: Script = [{ kind: 'stall', reply: 'fenced-python', after: 200 }, say('fenced-python')];

let here: ModelLab;
beforeAll(async () => {
  here = await ModelLab.up(PATIENCE, new Map([['stalling-once', STALLING_ONCE]]));
});
afterAll(() => here?.down());

describe('a campaign with a model', () => {
  it('may ask for codecs in JavaScript', async () => {
    const models = JAVASCRIPT_MODELS.flatMap((name) => ['--model', name]);
    const search = [...ON_PAN, '--budget', 'evaluations=2', '--language', 'javascript', ...models];
    await here.lab.json(0, 'campaign', 'start', '--provider', 'openai', ...search, '--id', 'script', '--wait');
    const drafts = await here.facts<{ code: { digest: string }; language: string }>('script', 'CandidateDrafted');
    expect(drafts[0]?.data).toMatchObject({ language: 'javascript', fileName: 'codec.mjs' });
    expect(await here.text(drafts[0]?.data.code.digest ?? '')).toBe(STAND_IN_JAVASCRIPT);
  });

  it('stops on its money, with the reason, having spent no more', async () => {
    const money = ['--model', 'refusing', '--price', '0.2/0.2', '--budget', 'money=0.02'];
    const poor = ['--provider', 'openai', ...ON_PAN, ...money];
    const { phase, reason, spent } = await here.lab.json<CampaignDocument>(1, 'campaign', 'start', ...poor, '--wait');
    expect({ phase, reason }).toEqual({ phase: 'stopped', reason: expect.stringContaining('costUsd') as string });
    expect(spent.costUsd).toBeGreaterThan(0);
    expect(spent.costUsd).toBeLessThanOrEqual(0.02);
  });

  it('never books less than its provider, even killed in the middle of a call', async () => {
    const search = [...ON_PAN, '--budget', 'evaluations=1', '--model', 'stalling-once', '--id', 'cut'];
    await here.lab.json(0, 'campaign', 'start', '--provider', 'openai', ...search);
    await until(() => Promise.resolve(here.model.bill('stalling-once').requests > 0 ? true : undefined));
    const { processes } = await here.lab.description();
    process.kill(processes['generator']?.pid ?? NaN, 'SIGKILL');
    const { spent, proposals } = await here.stopped('cut');
    expect(proposals.map(({ outcome }) => outcome)).toEqual(['completed']);
    const { requests, input, output } = here.model.bill('stalling-once');
    expect(requests).toBe(2);
    expect(spent.tokens).toBeGreaterThanOrEqual(input + output);
  });

  it('is played back from a recording of its answers, for nothing', async () => {
    const spoken = ['no-notes', 'two-codecs', 'refusing', 'prose-then-codec'].flatMap((name) => ['--model', name]);
    const search = [...ON_PAN, '--budget', 'evaluations=5', ...spoken, '--price', '0.2/0.8', '--seed', '5', '--wait'];
    await here.lab.cli('campaign', 'start', '--provider', 'openai', ...search, '--id', 'spoken');
    const recording = join(here.lab.home, 'answers.jsonl');
    await writeFile(recording, (await here.lab.cli('campaign', 'recording', 'spoken')).stdout);
    const asked = here.model.received.length;
    await here.restart({ LAB_GENERATOR_RECORDING: recording });
    await here.lab.cli('campaign', 'start', '--provider', 'replay', ...search, '--id', 'replayed');
    expect(await story('replayed')).toEqual(await story('spoken'));
    expect(here.model.received).toHaveLength(asked);
    expect((await here.client.campaign('replayed')).spent).toMatchObject({ tokens: 0, costUsd: 0 });
  });

  /** Everything that was drawn, told, said and made of it. */
  async function story(id: string): Promise<unknown[]> {
    const { proposals } = await here.client.campaign(id);
    const drafts = await here.facts<{ code: { digest: string } }>(id, 'CandidateDrafted');
    return Promise.all(
      proposals.map(async ({ number, operator, model, outcome, causeCode, prompt, experimentId, draws }) => {
        const code = drafts.find(({ of }) => of === experimentId)?.data.code.digest;
        const told = prompt === null ? null : await here.promptText(prompt);
        return JSON.parse(
          JSON.stringify({ number, operator, model, outcome, causeCode, code, told, draws }).replaceAll(id, 'it'),
        ) as unknown;
      }),
    );
  }
});
