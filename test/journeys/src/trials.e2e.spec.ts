import type { CampaignDocument } from '@codecsmith/client';
import { SLIP_NAMES } from '@codecsmith/test-llm-stand-in';
import { ModelLab } from './model-lab.ts';
import { until } from './until.ts';

interface Drafted {
  readonly trials: readonly { readonly turn: number; readonly experimentId: string; readonly outcome: string }[];
  readonly reply: string;
}
interface Amounts {
  readonly reservation: string;
  readonly spent: { readonly evaluations: number; readonly executorSeconds: number };
}

const PATIENCE = { firstTokenMs: 20_000, idleMs: 20_000, totalMs: 60_000 };
const MODELS = SLIP_NAMES.map((name) => `repairer-of-${name}`);

let here: ModelLab;
beforeAll(async () => {
  here = await ModelLab.up(PATIENCE);
});
afterAll(() => here?.down());

/** A campaign that asks each of the models for one seed, and measures it on four frames at most. */
const search = (id: string, models: readonly string[]) =>
  [
    ...['campaign', 'start', '--provider', 'openai', '--clip', 'pan', '--sealed', 'none', '--id', id],
    ...['--quality', '20,40,60,80', '--budget', `evaluations=${models.length}`],
    ...models.flatMap((name) => ['--model', name]),
    ...['--parameter', 'finals=0', '--parameter', 'lag=8', '--parameter', 'resamples=0'],
  ] as const;

describe('code that a model sends', () => {
  let campaign: CampaignDocument;
  beforeAll(async () => {
    await here.lab.cli(...search('slips', MODELS), '--wait');
    campaign = await here.client.campaign('slips');
  });

  it('is run while the model waits: every slip is mended in the same conversation', async () => {
    const drafts = await here.facts<Drafted>('slips', 'CandidateDrafted');
    const came = campaign.proposals.map(({ experimentId, model, outcome }) => {
      const trials = drafts.find(({ of }) => of === experimentId)?.data.trials ?? [];
      return [model, outcome, trials.map((one) => one.outcome)];
    });
    expect(came).toEqual([
      ['repairer-of-import', 'completed', ['crashed', 'executed']],
      ['repairer-of-argument', 'completed', ['crashed', 'executed']],
      ['repairer-of-frame-1', 'completed', ['crashed', 'executed']],
      ['repairer-of-header', 'completed', ['crashed', 'executed']],
    ]);
    for (const model of MODELS) expect(here.model.bill(model).requests).toBe(2);
  });

  it('is paid for in tokens and in the time of executors, and counts no evaluation until it is done', async () => {
    const settled = (await here.facts<Amounts>('slips', 'BudgetSettled')).map(({ data }) => data);
    const tries = settled.filter(({ reservation }) => reservation.startsWith('try-'));
    expect(tries).toHaveLength(8);
    for (const { spent } of tries) expect(spent).toMatchObject({ evaluations: 0 });
    for (const { spent } of tries) expect(spent.executorSeconds).toBeGreaterThan(0);
    const { input, output } = here.model.bill();
    expect(campaign.spent).toMatchObject({ evaluations: MODELS.length, tokens: input + output });
  });

  it('begins another search where one is forked from it', async () => {
    const fork = ['--from', '2', '--budget', 'evaluations=1', '--id', 'forked'];
    await here.lab.json(0, 'campaign', 'fork', 'slips', ...fork);
    const { proposals, config } = await here.stopped('forked');
    const [started] = await here.facts<{ forkedFrom: unknown }>('forked', 'CampaignStarted');
    expect(started?.data.forkedFrom).toEqual({ campaign: 'slips', number: 2 });
    expect(proposals.map(({ operator, outcome }) => [operator, outcome])).toEqual([['import', 'completed']]);
    expect(config.rungs).toEqual(campaign.config.rungs);
  });

  it('is asked about once, where the generator is killed between two answers', async () => {
    const [model = ''] = MODELS.slice(1);
    const before = here.model.bill(model).requests;
    await here.lab.cli(...search('cut', [model]));
    await until(async () => (await here.facts('cut', 'ExecutionQueued'))[0]);
    const { processes } = await here.lab.description();
    process.kill(processes['generator']?.pid ?? NaN, 'SIGKILL');
    const { proposals, spent } = await here.stopped('cut');
    expect(proposals.map(({ outcome }) => outcome)).toEqual(['completed']);
    expect(here.model.bill(model).requests - before).toBe(2);
    expect(spent.evaluations).toBe(1);
  });
});
