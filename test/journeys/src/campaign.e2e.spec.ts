import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { CampaignDocument } from '@codecsmith/client';
import { CampaignJourney, EVALUATIONS } from './campaign-journey.ts';
import { exampleCodec, type Lab } from './lab.ts';
import { until } from './until.ts';

type Proposal = CampaignDocument['proposals'][number];

/** Everyday runs kill at one moment; the long ones at many. */
const SEED = 7;

describe('a campaign', () => {
  let journey: CampaignJourney;
  let lab: Lab;
  beforeAll(async () => {
    journey = await CampaignJourney.up();
    ({ lab } = journey);
  });
  afterAll(() => lab?.down());

  const show = (id: string) => journey.show(id);

  it('runs to its end in the real lab, and explains itself', async () => {
    await journey.start('calm', EVALUATIONS, '--wait');
    const campaign = await show('calm');
    expect(campaign).toMatchObject({ phase: 'stopped', reason: `all ${EVALUATIONS} evaluations are done` });
    expect(campaign.spent.evaluations).toBe(EVALUATIONS);
    expect(campaign.champion?.score).toBeLessThan(100);
    const operators = campaign.proposals.map(({ operator }) => operator);
    expect(operators).toEqual(['seed', 'seed', ...operators.slice(2, 4), 'promote']);
    expect(campaign.proposals.slice(2, 4).flatMap(({ parents }) => parents)).not.toEqual([]);
    expect(campaign.proposals.at(-1)).toMatchObject({ outcome: 'completed' });
    const said = await lab.cli('campaign', 'show', 'calm', '--why', String(EVALUATIONS));
    expect(said.stdout).toContain(
      'promises the largest gain on the highest rung for an evaluation and goes on to rung 1',
    );
  });

  it('killed with every process at some moment and started again, tells the same story, and does nothing twice', async () => {
    await journey.runKilled('killed', 'calm', SEED);
    expect(await journey.story('killed')).toEqual(await journey.story('calm'));
    expect((await show('killed')).spent.evaluations).toBe(EVALUATIONS);
    expect(new Set(await journey.measuredTimes('killed'))).toEqual(new Set([1]));
  });

  it('can be tried dry: the very proposals that it would begin with, and nothing is started', async () => {
    const { proposals } = await journey.start<{ proposals: Proposal[] }>('dry', EVALUATIONS, '--dry-run');
    const draws = (all: readonly Proposal[]) => JSON.stringify(all.map((one) => [one.number, one.operator, one.draws]));
    expect(draws(proposals)).toBe(draws((await show('calm')).proposals.slice(0, proposals.length)));
    expect(proposals.length).toBeGreaterThanOrEqual(2);
    expect((await lab.cli('campaign', 'show', 'dry')).code).not.toBe(0);
  });

  it('may be a control that only samples', async () => {
    await journey.start('dice', 3, '--control', 'random', '--wait');
    const { proposals, champion } = await show('dice');
    expect(proposals.map(({ operator }) => operator)).toEqual(['random', 'random', 'promote']);
    expect(champion).not.toBeNull();
  });

  it('begins with the codecs that were brought along', async () => {
    const own = exampleCodec('intra_dct.py');
    await journey.start('brought', 2, '--import', own, '--wait');
    const { proposals, champion } = await show('brought');
    const [first, second] = proposals;
    expect(first).toMatchObject({ operator: 'import', outcome: 'completed' });
    // Two evaluations carry it from the trial to the excerpt.
    expect(champion).toMatchObject({ experimentId: second?.experimentId, rung: 'excerpt' });
    const { candidate } = await (await lab.client()).experiment(first?.experimentId ?? '');
    expect(candidate?.digest).toBe(
      createHash('sha256')
        .update(await readFile(own))
        .digest('hex'),
    );
  });

  it('pauses, goes on and stops when it is told to', async () => {
    await journey.start('steered', 1000, '--parameter', 'concurrency=2');
    await until(async () => ((await show('steered')).concluded >= 1 ? true : undefined));
    await lab.json(0, 'campaign', 'pause', 'steered', '--reason', 'lunch');
    const resting = await until(async () => {
      const now = await show('steered');
      return now.concluded === now.planned ? now : undefined;
    });
    expect(resting.phase).toBe('paused');
    await lab.json(0, 'campaign', 'resume', 'steered');
    await until(async () => ((await show('steered')).planned > resting.planned ? true : undefined));
    await lab.json(0, 'campaign', 'stop', 'steered', '--reason', 'enough');
    const stopped = await until(async () => {
      const now = await show('steered');
      return now.proposals.every(({ outcome }) => outcome !== null) ? now : undefined;
    });
    expect(stopped).toMatchObject({ phase: 'stopped', reason: 'enough' });
    expect(stopped.proposals.map(({ outcome }) => outcome)).toContain('cancelled');
    const refused = await lab.cli('campaign', 'resume', 'steered');
    expect(refused).toMatchObject({ code: 4, stderr: expect.stringContaining('has stopped: enough') as string });
  });
});
