import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '@codecsmith/platform';
import { CLI, Lab } from './lab.ts';
import { until } from './until.ts';

interface Demo {
  readonly examples: readonly { readonly name: string; readonly reused: boolean; readonly document: Ended }[];
  readonly campaign: { readonly id: string; readonly phase: string };
  readonly champion: Ended | null;
  readonly reused: boolean;
}

interface Ended {
  readonly experimentId: string;
  readonly outcome: string;
  readonly runs: readonly { readonly quality: number; readonly bytes: number; readonly psnr_y: number | null }[];
}

/** The clip that the lab draws: small, and here on every machine. */
const ROUND = ['--clip', 'harbour', '--quality', '20,40,60,80', '--evaluations', '5'];

describe('the demo', () => {
  let home: string;
  let lab: Lab;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'codecsmith-demo-'));
    lab = new Lab(home);
  });
  afterAll(() => lab?.down());

  it('interrupted half way stops all that it started', async () => {
    const env = { ...process.env, LAB_HOME: home };
    const demo = spawn(process.execPath, [CLI, 'demo', ...ROUND], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    demo.stderr.on('data', (text: Buffer) => (said += text.toString()));
    await until(() => Promise.resolve(/1\/\d+ {2}\S+: /.test(said) ? true : undefined));
    const started = Object.entries(await lab.processes());

    demo.kill('SIGINT');
    const [code] = (await once(demo, 'close')) as [number];

    expect(code).toBe(1);
    expect(said).toContain('run it again to go on where it was');
    const alive = await Promise.all(started.map(([, mark]) => isAlive(mark)));
    expect(started.filter((_, at) => alive[at])).toEqual([]);
  });

  it('run again goes on: every example completes, and the search finds a champion', async () => {
    const found = await lab.json<Demo>(0, 'demo', ...ROUND);

    expect(found.examples.map(({ document }) => document.outcome)).toEqual(found.examples.map(() => 'completed'));
    expect(found.examples[0]?.reused).toBe(true);
    expect(found.campaign.phase).toBe('stopped');
    expect(found.champion?.outcome).toBe('completed');
    expect(new Set(found.champion?.runs.map(({ bytes }) => bytes)).size).toBe(4);
  });

  it('once more measures nothing again, and shows tables and a report', async () => {
    const said = await lab.cli('demo', ...ROUND);

    expect(said.code).toBe(0);
    expect(said.stderr).toMatch(/(\d+) of \1 had been measured before and were reused/);
    expect(said.stderr).toMatch(/demo-\w+ had ended before and was reused/);
    expect(said.stdout).toMatch(/^intra_dct\.py +20 +\d+\.\d +\d\.\d{4}( +\d+\.\d\d){3} +\d\.\d{4} +\d+\.\d\d$/m);
    expect(said.stdout).toMatch(/^champion +20 /m);
    expect(said.stdout).toMatch(/^champion +[+-]\d+\.\d % /m);
    const [, report = ''] = /^report +file:\/\/(\S+)$/m.exec(said.stdout) ?? [];
    expect(await readFile(report, 'utf8')).toContain('<svg');
    await rm(report);
  });
});
