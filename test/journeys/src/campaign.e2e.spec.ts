import { createHash, randomInt } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CampaignDocument, LabClient } from '@codecsmith/client';
import { isAlive, signal } from '@codecsmith/platform';
import { exampleCodec, Lab } from './lab.ts';
import { panningClip } from './panning-clip.ts';
import { until } from './until.ts';

type Proposal = CampaignDocument['proposals'][number];

const EVALUATIONS = 7;
const SEARCH = ['--clip', 'pan', '--seed', '7', '--excerpt-frames', '1', '--quality', '20,40,60,80'];
const UNSEALED = ['--sealed', 'none'];
const budget = (evaluations: number): string[] => ['--budget', `evaluations=${evaluations}`];

describe('a campaign', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.up();
    const file = join(lab.home, 'pan.y4m');
    await writeFile(file, panningClip(96, 64, 4));
    await lab.json(0, 'clip', 'add', file, '--name', 'pan');
  });
  afterAll(() => lab?.down());

  const start = <T>(id: string, ...more: string[]) =>
    lab.json<T>(0, 'campaign', 'start', ...SEARCH, ...UNSEALED, ...budget(EVALUATIONS), '--id', id, ...more);
  const show = async (id: string) => (await lab.client()).campaign(id);

  /** What must be alike: candidates, draws, bytes, metrics; not times, leases, attempts. */
  async function story(id: string): Promise<string[]> {
    const client = await lab.client();
    const { proposals } = await client.campaign(id);
    const told: string[] = [];
    for (const { experimentId, operator, outcome, score, draws } of proposals) {
      const document = await client.experiment(experimentId);
      const runs = document.runs.map((run) => [run.quality, run.bitstream, run.bytes, run.psnr_y]);
      const code = document.candidate?.digest;
      told.push(JSON.stringify({ experimentId, operator, outcome, score, code, draws, runs }).replaceAll(id, 'it'));
    }
    return told;
  }

  /** Ends every process of the lab at once, the supervisor first, as a power cut would. */
  async function kill(): Promise<void> {
    const all = Object.values(await lab.processes());
    for (const one of all) signal(one.pid, 'SIGKILL');
    await until(async () => ((await Promise.all(all.map(isAlive))).includes(true) ? undefined : true));
  }

  it('runs to its end in the real lab, and explains itself', async () => {
    await start('calm', '--wait');
    const campaign = await show('calm');
    expect(campaign).toMatchObject({ phase: 'stopped', reason: `all ${EVALUATIONS} evaluations are done` });
    expect(campaign.spent.evaluations).toBe(EVALUATIONS);
    expect(campaign.champion?.score).toBeLessThan(100);
    expect(campaign.proposals.map(({ operator }) => operator).slice(0, 4)).toEqual(Array(4).fill('seed'));
    expect(campaign.proposals.at(-1)).toMatchObject({ operator: 'promote', outcome: 'completed' });
    const said = await lab.cli('campaign', 'show', 'calm', '--why', String(EVALUATIONS));
    expect(said.stdout).toContain('was among the best of its rung and goes on to rung 1');
  });

  /** Starts a lab again whose last processes may still be going. */
  const upAgain = () => until(async () => ((await lab.cli('up')).code === 0 ? true : undefined));

  const factsOf = async (client: LabClient, id: string): Promise<number> =>
    (await client.facts({ limit: 1000 })).items.filter((fact) => fact.correlationId === id).length;

  it('killed with every process at some moment and started again, tells the same story, and does nothing twice', async () => {
    const seed = Number(process.env['KILL_SEED'] ?? randomInt(1_000_000));
    const calm = await factsOf(await lab.client(), 'calm');
    const [after, delayMs] = [1 + Math.floor(calm * fraction(seed, 'fact')), Math.floor(400 * fraction(seed, 'delay'))];
    process.stderr.write(`KILL_SEED=${seed}: kill ${delayMs} ms after fact ${after} of about ${calm}\n`);
    await start('killed');
    const client = await lab.client();
    await until(async () => {
      const isOver = (await show('killed')).phase === 'stopped';
      return isOver || (await factsOf(client, 'killed')) >= after ? true : undefined;
    });
    await sleep(delayMs);
    await kill();
    await upAgain();
    await until(async () => ((await show('killed')).phase === 'stopped' ? true : undefined));
    expect(await story('killed')).toEqual(await story('calm'));
    const again = await lab.client();
    const { proposals, spent } = await again.campaign('killed');
    expect(spent.evaluations).toBe(EVALUATIONS);
    for (const { experimentId } of proposals) {
      const types = (await again.experimentFacts(experimentId)).map(({ type }) => type);
      expect(types.filter((type) => type === 'CandidateMeasured')).toHaveLength(1);
    }
  });

  it('can be tried dry: the very proposals that it would begin with, and nothing is started', async () => {
    const { proposals } = await start<{ proposals: Proposal[] }>('dry', '--dry-run');
    const draws = (all: readonly Proposal[]) => JSON.stringify(all.map((one) => [one.number, one.operator, one.draws]));
    expect(draws(proposals)).toBe(draws((await show('calm')).proposals.slice(0, proposals.length)));
    expect(proposals.length).toBeGreaterThanOrEqual(4);
    expect((await lab.cli('campaign', 'show', 'dry')).code).not.toBe(0);
  });

  it('may be a control that only samples', async () => {
    await lab.json(
      0,
      'campaign',
      'start',
      ...SEARCH,
      ...UNSEALED,
      ...budget(4),
      '--control',
      'random',
      '--id',
      'dice',
      '--wait',
    );
    const { proposals, champion } = await show('dice');
    expect(proposals.map(({ operator }) => operator)).toEqual(['random', 'random', 'random', 'promote']);
    expect(champion).not.toBeNull();
  });

  it('begins with the codecs that were brought along', async () => {
    const own = exampleCodec('intra_dct.py');
    await lab.cli(
      'campaign',
      'start',
      ...SEARCH,
      ...UNSEALED,
      ...budget(2),
      '--import',
      own,
      '--id',
      'brought',
      '--wait',
    );
    const [first] = (await show('brought')).proposals;
    expect(first).toMatchObject({ operator: 'import', outcome: 'completed' });
    const { candidate } = await (await lab.client()).experiment(first?.experimentId ?? '');
    expect(candidate?.digest).toBe(
      createHash('sha256')
        .update(await readFile(own))
        .digest('hex'),
    );
  });

  it('pauses, goes on and stops when it is told to', async () => {
    await lab.json(0, 'campaign', 'start', ...SEARCH, ...UNSEALED, ...budget(1000), '--id', 'steered');
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

/** A number in [0, 1) for a name: the same for the same seed. */
const fraction = (seed: number, name: string): number =>
  createHash('sha256').update(`${seed} ${name}`).digest().readUInt32BE() / 2 ** 32;
