import type { CampaignDocument } from '@codecsmith/client';
import { STAND_IN_ENDINGS, STAND_IN_KEY, STAND_IN_PARENT, type Ending } from '@codecsmith/test-llm-stand-in';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelLab, SEALED } from './model-lab.ts';

type Proposal = CampaignDocument['proposals'][number];
interface Plan {
  readonly experimentId: string;
  readonly evidence: readonly string[];
  readonly failures: readonly string[];
}
interface Opening {
  readonly clips: readonly string[];
  readonly variants: readonly { readonly of: string }[];
  readonly secret: string;
}

const { codecs, edits, failures } = STAND_IN_ENDINGS;
const ENDINGS = new Map<string, Ending>([...failures, ...edits, ...codecs]);
/** Their server never tells the tokens, or the lab hangs up first. */
const UNCOUNTED = new Set(['silent', 'stalling', 'dropping', 'trickling', 'uncounted']);
const PRICE = { inputUsdPerMillion: 0.2, outputUsdPerMillion: 0.8 };
const LEVELS = [1, 20, 45, 70];
const HINT = 'Neighbouring samples are alike.';

/** Four significant digits. */
const four = (value: number): string => String(Number(value.toPrecision(4)));

/** One reply each waits for one of these; to all others even a busy machine gets well before. */
const PATIENCE = { firstTokenMs: 10_000, idleMs: 10_000, totalMs: 20_000 };

let here: ModelLab;
beforeAll(async () => {
  here = await ModelLab.up(PATIENCE);
});
afterAll(() => here?.down());

const QUICK = `--provider openai --model prose-only --clip pan --sealed ${SEALED} --budget evaluations=2`.split(' ');

describe('a campaign with every reply that the stand-in knows', () => {
  let campaign: CampaignDocument;
  const firstOf = (model: string): Proposal | undefined => campaign.proposals.find((one) => one.model === model);

  /**
   * One import, then each model once. The failures come first and the edits next; nobody sees more than `lag` results
   * back, so all edits are on the import.
   */
  beforeAll(async () => {
    await here.client.startCampaign(
      {
        clips: ['pan'],
        sealed: [SEALED],
        generator: { provider: 'openai', models: [...ENDINGS.keys()].map((name) => ({ name, ...PRICE })) },
        imports: [{ code: await here.addCode(STAND_IN_PARENT), fileName: 'parent.py', language: 'python' }],
        hints: [HINT],
        smoke: false,
        excerptFrames: 1,
        excerptQualities: LEVELS.slice(1, 3),
        qualities: LEVELS,
        budget: { evaluations: ENDINGS.size + 4, costUsd: 5 },
        parameters: {
          lag: failures.size + 1,
          operators: { edit: 1, rewrite: 0, crossover: 0, repair: 0 },
          resamples: 0,
          eta: 10,
          finals: 1,
          stopAfterUndrafted: 1000,
          // What a trial sends back is for other specs: here each code is run once.
          trials: 0,
        },
      },
      { id: 'scripted', campaignId: 'scripted' },
    );
    campaign = await here.stopped('scripted');
  });

  it('ends each as its candidate or its named cause', async () => {
    const drafts = await here.facts<{ code: { digest: string } }>('scripted', 'CandidateDrafted');
    const came: [string, unknown][] = [];
    for (const model of ENDINGS.keys()) {
      const proposal = firstOf(model);
      const code = drafts.find(({ of }) => of === proposal?.experimentId)?.data.code.digest;
      came.push([model, code === undefined ? { cause: proposal?.causeCode } : { code: await here.text(code) }]);
    }
    expect(new Map(came)).toEqual(ENDINGS);
    const drafted = campaign.proposals.filter((one) => one.model !== null && one.outcome !== 'not_drafted');
    expect(drafted.filter(({ outcome }) => outcome !== 'completed' && outcome !== 'duplicate')).toEqual([]);
    expect(campaign.failures.map(({ cause }) => cause)).toEqual(
      expect.arrayContaining(['duplicate', 'not_drafted: stalled']),
    );
    expect(campaign.reason).toBe(`all ${ENDINGS.size + 4} evaluations are done`);
  });

  it('keeps the very books of the provider', async () => {
    const reserved = await here.facts<{ reservation: string; purpose: string }>('scripted', 'BudgetReserved');
    const settled = await here.facts<{ reservation: string; spent: { tokens: number } }>('scripted', 'BudgetSettled');
    const spentOn = (model: string) =>
      reserved
        .filter(({ data }) => data.purpose.startsWith(`${model}: `))
        .map(({ data }) => settled.find((one) => one.data.reservation === data.reservation)?.data.spent.tokens ?? NaN)
        .reduce((sum, tokens) => sum + tokens, 0);
    const billedFor = (model: string) => here.model.bill(model).input + here.model.bill(model).output;
    const counted = [...ENDINGS.keys()].filter((model) => !UNCOUNTED.has(model));
    expect(counted.map((model) => [model, spentOn(model)])).toEqual(counted.map((model) => [model, billedFor(model)]));
    for (const model of UNCOUNTED) expect(spentOn(model)).toBeGreaterThanOrEqual(billedFor(model));
    const all = [...ENDINGS.keys()].reduce((sum, model) => sum + spentOn(model), 0);
    expect(campaign.spent.tokens).toBe(all);
  });

  it('keeps what was asked and said of failed drafts too, and its price', async () => {
    const failed = campaign.proposals.filter(({ outcome }) => outcome === 'not_drafted');
    expect(failed.length).toBeGreaterThan(20);
    for (const { prompt, reply } of failed) expect([prompt, reply]).not.toContain(null);
    const twice = firstOf('half-a-codec');
    expect(twice?.tokens).toEqual({
      input: here.model.bill('half-a-codec').input,
      output: here.model.bill('half-a-codec').output,
    });
    expect(await here.text(twice?.reply ?? '')).toContain(
      'the code must define compress_video_frame and decompress_video_frame',
    );
  });

  it('tells in every prompt the numbers of its parent, the tries that failed and the hint', async () => {
    const plans = (await here.facts<Plan>('scripted', 'ProposalPlanned')).map(({ data }) => data);
    const told = { numbers: 0, failures: 0 };
    for (const { experimentId, prompt } of campaign.proposals) {
      if (prompt === null) continue;
      const messages = await here.promptText(prompt);
      expect(messages).toContain(HINT);
      const plan = plans.find((one) => one.experimentId === experimentId);
      for (const id of plan?.evidence ?? []) told.numbers += await expectNumbers(id, messages);
      for (const id of plan?.failures ?? []) told.failures += expectCause(id, messages);
    }
    expect(told.numbers).toBeGreaterThan(40);
    expect(told.failures).toBeGreaterThan(40);
  });

  /** The table of a parent's runs, line by line. */
  async function expectNumbers(experimentId: string, messages: string): Promise<number> {
    const { runs } = await here.client.experiment(experimentId);
    for (const run of runs) {
      const numbers = [run.kbps, run.psnr_y, run.psnr_yuv611, run.psnr_hvs_m_y, run.ssim_y_ffmpeg].map((value) =>
        four(value ?? NaN),
      );
      expect(messages).toContain(`| quality ${run.quality} | ${numbers.join(' | ')} |`);
    }
    return runs.length;
  }

  function expectCause(experimentId: string, messages: string): number {
    const failure = campaign.proposals.find((one) => one.experimentId === experimentId);
    const told = failure?.outcome === 'duplicate' ? 'this code existed already' : failure?.cause?.slice(0, 60);
    expect(messages).toContain(told ?? 'a cause');
    return 1;
  }

  it('shows the sealed clip to its champion, and nothing of it to a model', async () => {
    expect(campaign.seal).toMatchObject({ weak: false, opened: true, clips: [{ name: SEALED, openings: 1 }] });
    const [opening] = await here.facts<Opening>('scripted', 'SealOpened');
    const { runs, candidate } = await here.client.experiment('scripted-sealed');
    const secrets = [SEALED, opening?.data.secret, ...(opening?.data.clips ?? []), opening?.data.variants[0]?.of];
    expect(candidate).not.toBeNull();
    expect(runs).toHaveLength(LEVELS.length);
    await here.lab.json(1, 'campaign', 'start', ...QUICK, '--id', 'later', '--wait');
    const later = (await here.client.campaign('later')).proposals;
    const prompts = [...campaign.proposals, ...later].flatMap(({ prompt }) => (prompt === null ? [] : [prompt]));
    const received = here.model.received as { messages: { content: string }[] }[];
    const sent = received.flatMap(({ messages }) => messages.map(({ content }) => content));
    const texts = [...sent, ...(await Promise.all(prompts.map((prompt) => here.promptText(prompt))))];
    expect(prompts.length).toBeGreaterThan(ENDINGS.size);
    for (const text of texts) {
      for (const secret of secrets) expect(text).not.toContain(secret);
      for (const { kbps, psnr_y } of runs)
        for (const line of text.split('\n'))
          expect(line.includes(four(kbps)) && line.includes(four(psnr_y ?? 0))).toBe(false);
    }
  });

  it('leaves its key in no file of the lab', async () => {
    const files = await readdir(here.lab.home, { recursive: true, withFileTypes: true });
    for (const file of files.filter((one) => one.isFile())) {
      const bytes = await readFile(join(file.parentPath, file.name)).catch(() => Buffer.alloc(0));
      expect({ file: file.name, key: bytes.includes(STAND_IN_KEY) }).toEqual({ file: file.name, key: false });
    }
  });
});
