import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startLlmStandIn, STAND_IN_KEY, type LlmStandIn } from '@codecsmith/test-llm-stand-in';
import type { ExperimentDocument } from './documents.ts';
import { Lab } from './lab.ts';
import { panningClip } from './panning-clip.ts';

interface Campaign {
  readonly phase: string;
  readonly reason: string | null;
  readonly spent: { readonly tokens: number; readonly costUsd: number };
  readonly proposals: readonly {
    readonly number: number;
    readonly experimentId: string;
    readonly operator: string;
    readonly model: string | null;
    readonly outcome: string;
  }[];
}

/** What each model of the stand-in must lead to. */
const EXPECTED: Readonly<Record<string, { readonly outcome: string; readonly code?: string }>> = {
  'fenced-python': { outcome: 'completed' },
  'prose-then-codec': { outcome: 'completed' },
  refusing: { outcome: 'not_drafted', code: 'refused' },
  empty: { outcome: 'not_drafted', code: 'empty_reply' },
  'bad-request': { outcome: 'not_drafted', code: 'bad_request' },
  'two-codecs': { outcome: 'not_drafted', code: 'several_candidates' },
};
const PRICE = 0.2;

describe('a campaign with a language model, played by the stand-in', () => {
  let lab: Lab;
  let model: LlmStandIn;

  beforeAll(async () => {
    model = await startLlmStandIn();
    process.env['LAB_GENERATOR_OPENAI_BASE_URL'] = model.baseUrl;
    process.env['LAB_GENERATOR_OPENAI_KEY'] = STAND_IN_KEY;
    lab = await Lab.up();
    await addClip('pan', 9);
    await addClip('secretmeadow', 13);
  });
  afterAll(async () => {
    await lab.down();
    await model.stop();
  });

  async function addClip(name: string, period: number): Promise<void> {
    const file = join(lab.home, `${name}.y4m`);
    await writeFile(file, panningClip(96, 64, 4, period));
    await lab.json(0, 'clip', 'add', file, '--name', name);
  }

  async function run(id: string, exitCode: number, models: readonly string[], ...more: string[]): Promise<Campaign> {
    const named = models.flatMap((name) => ['--model', name]);
    const search = ['--provider', 'openai', '--clip', 'pan', '--sealed', 'secretmeadow', '--quality', '20,40,60,80'];
    await lab.json(exitCode, 'campaign', 'start', ...search, ...named, ...more, '--id', id, '--wait');
    return lab.json<Campaign>(0, 'campaign', 'show', id);
  }

  it('ends each reply as its candidate or its named cause, and keeps the very books of the provider', async () => {
    const { proposals, spent } = await run(
      'modelled',
      0,
      Object.keys(EXPECTED),
      '--price',
      `${PRICE}/${PRICE}`,
      '--budget',
      'evaluations=8',
    );
    const asked = proposals.filter((one) => one.model !== null);
    for (const { experimentId, model: name } of asked.slice(0, Object.keys(EXPECTED).length)) {
      const { outcome, cause } = (await lab.show(experimentId)) as ExperimentDocument;
      expect({ name, outcome, code: cause?.code }).toEqual({ name, ...EXPECTED[name ?? ''] });
    }
    const { input, output } = model.bill();
    expect(spent.tokens).toBe(input + output);
    expect(spent.costUsd).toBeCloseTo(((input + output) * PRICE) / 1e6, 9);
  });

  it('shows every prompt, and none knows a sealed clip', async () => {
    const { proposals } = await lab.json<Campaign>(0, 'campaign', 'show', 'modelled');
    const sealed = (await lab.json<{ clips: { name: string; digest: string }[] }>(0, 'clip', 'list')).clips.find(
      ({ name }) => name === 'secretmeadow',
    );
    for (const { number, model: name } of proposals) {
      if (name === null) continue;
      const said = await lab.cli('campaign', 'show', 'modelled', '--prompt', String(number));
      expect(said.stdout).toContain('# The contract');
      expect(said.stdout).toContain('pan (96×64, 4 frames)');
      expect(said.stdout).not.toContain('secretmeadow');
      expect(said.stdout).not.toContain(sealed?.digest);
    }
  });

  it('stops on its money, with the reason, having spent no more', async () => {
    const { phase, reason, spent } = await run('poor', 1, ['refusing'], '--price', '0.4/0.4', '--budget', 'money=0.01');
    expect({ phase, reason }).toEqual({ phase: 'stopped', reason: expect.stringContaining('costUsd') as string });
    expect(spent.costUsd).toBeGreaterThan(0);
    expect(spent.costUsd).toBeLessThanOrEqual(0.01);
  });
});
