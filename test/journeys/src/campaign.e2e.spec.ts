import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Lab } from './lab.ts';
import { panningClip } from './panning-clip.ts';
import { until } from './until.ts';

interface Proposal {
  readonly number: number;
  readonly experimentId: string;
  readonly operator: string;
  readonly outcome: string | null;
  readonly score: number | null;
  readonly why: readonly string[];
  readonly draws: readonly unknown[];
}

interface Campaign {
  readonly phase: string;
  readonly reason: string | null;
  readonly concluded: number;
  readonly champion: { readonly experimentId: string; readonly score: number } | null;
  readonly spent: { readonly evaluations: number };
  readonly proposals: readonly Proposal[];
}

const EVALUATIONS = 7;
const SEARCH = ['--clip', 'pan', '--seed', '7', '--excerpt-frames', '1', '--quality', '20,40,60,80'];
const BUDGET = ['--sealed', 'none', '--budget', `evaluations=${EVALUATIONS}`];

describe('a campaign', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.up();
    const file = join(lab.home, 'pan.y4m');
    await writeFile(file, panningClip(96, 64, 4));
    await lab.json(0, 'clip', 'add', file, '--name', 'pan');
  });
  afterAll(() => lab.down());

  const start = (id: string, ...more: string[]) =>
    lab.json<unknown>(0, 'campaign', 'start', ...SEARCH, ...BUDGET, '--id', id, ...more);
  const show = (id: string) => lab.json<Campaign>(0, 'campaign', 'show', id);

  /** What must be alike: candidates, draws, bytes, metrics; not times, leases, attempts. */
  async function story(id: string): Promise<string[]> {
    const { proposals } = await show(id);
    const told: string[] = [];
    for (const { experimentId, operator, outcome, score, draws } of proposals) {
      const document = await lab.show(experimentId);
      const runs = document?.runs.map((run) => [run.quality, run.bitstream, run.bytes, run.psnr_y]);
      const code = (document as { candidate?: { digest?: string } } | undefined)?.candidate?.digest;
      told.push(JSON.stringify({ experimentId, operator, outcome, score, code, draws, runs }).replaceAll(id, 'it'));
    }
    return told;
  }

  /** Ends every process of the lab at once, the supervisor first, as a power cut would. */
  async function kill(): Promise<void> {
    const text = await readFile(join(lab.home, 'lab.json'), 'utf8');
    const { pid, processes } = JSON.parse(text) as { pid: number; processes: Record<string, { pid: number }> };
    const all = [pid, ...Object.values(processes).map((one) => one.pid)];
    for (const one of all) process.kill(one, 'SIGKILL');
    await until(() => Promise.resolve(all.some(exists) ? undefined : true));
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

  it('killed with every process and started again, tells the same story and evaluates nothing twice', async () => {
    await start('killed');
    await until(async () => ((await show('killed')).concluded >= 2 ? true : undefined));
    await kill();
    await lab.json(0, 'up');
    await until(async () => ((await show('killed')).phase === 'stopped' ? true : undefined));
    expect(await story('killed')).toEqual(await story('calm'));
    const { proposals, spent } = await show('killed');
    expect(spent.evaluations).toBe(EVALUATIONS);
    for (const { experimentId } of proposals) {
      const types = (await lab.history(experimentId)).map(({ type }) => type);
      expect(types.filter((type) => type === 'CandidateMeasured')).toHaveLength(1);
    }
  });
});

/** Also true of a dead process that nobody has waited for yet. */
function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
