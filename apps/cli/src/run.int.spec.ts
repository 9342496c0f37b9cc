import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithShared } from '@codecsmith/test-servers';
import type { Command } from 'commander';
import { buildProgram } from './program.ts';
import { runCli } from './run-cli.testing.ts';

const CURVE = [
  { rate: 100, metric: 30 },
  { rate: 200, metric: 33 },
  { rate: 400, metric: 36 },
  { rate: 800, metric: 39 },
];

const program = await buildProgram();

describe('the command line', () => {
  let folder: string;
  const file = async (name: string, content: unknown): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cli-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const everyCommand = (command: Command): string[][] =>
    command.commands.flatMap((child) =>
      child.commands.length === 0 ? [[child.name()]] : everyCommand(child).map((rest) => [child.name(), ...rest]),
    );

  // Two are processes of their own, which run from source; the other two are for shells.
  const OTHERS = ['bench', 'test', 'completion', 'complete'];
  it.each(everyCommand(program).filter(([first = '']) => !OTHERS.includes(first)))(
    '%s %s has help with an example, and --json',
    async (...words) => {
      const { exitCode, stdout } = await runCli(...words.filter((word) => typeof word === 'string'), '--help');
      expect(exitCode).toBe(0);
      expect(stdout).toContain(`Example:\n  ./codecsmith ${words.join(' ')}`);
      expect(stdout).toContain('--json');
    },
  );

  it('says 2 to what it does not understand', async () => {
    expect((await runCli('fly')).exitCode).toBe(2);
    expect((await runCli('submit')).exitCode).toBe(2);
    expect((await runCli('submit', 'x.py', '--quality', '20,101')).stderr).toContain('whole numbers from 1 to 100');
  });

  it('says which limits there are', async () => {
    const ended = await runCli('submit', 'x.py', '--limit', 'speed=9');
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain('wallMs, cpuMs, memoryBytes, outputBytes');
  });

  it.each([
    ['submit', 'x.py', '--clip'],
    ['anchor', 'run', '--clip'],
    ['campaign', 'start', '--clip'],
    ['campaign', 'start', '--sealed'],
  ])('says that a video file is not there: %s %s %s', async (...words) => {
    const ended = await runCli(...words, join(folder, 'park.y4m'));
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain(`argument '${join(folder, 'park.y4m')}' is invalid. There is no such file.`);
  });

  it('names the field and the allowed values in JSON too', async () => {
    const ended = await runCli('experiment', 'list', '--outcome', 'great', '--json');
    expect(ended.exitCode).toBe(2);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      error: { field: 'outcome', allowed: expect.any(Array) as string[] },
    });
  });

  it('refuses prices that do not fit the models before it asks a lab', async () => {
    const models = ['a', 'b', 'c'].flatMap((name) => ['--model', name]);
    const prices = ['--price', '1/2', '--price', '3/4', '--budget', 'evaluations=1'];
    const ended = await runCli('campaign', 'start', '--provider', 'openai', ...models, ...prices, '--json');
    expect(ended.exitCode).toBe(2);
    expect(JSON.parse(ended.stdout)).toMatchObject({ error: { field: 'price', allowed: [0, 1, 3] } });
  });

  it('computes a BD-rate without a lab: a tenth fewer bits at every quality is -10 %', async () => {
    const anchor = await file('anchor.json', CURVE);
    const test = await file(
      'test.json',
      CURVE.map(({ rate, metric }) => ({ rate: rate * 0.9, metric })),
    );

    const ended = await runCli('bdrate', anchor, test, '--json');

    expect(ended.exitCode).toBe(0);
    const result = JSON.parse(ended.stdout) as { percent: number; method: string; overlap: number };
    expect(result.percent).toBeCloseTo(-10, 9);
    expect(result).toMatchObject({ method: 'pchip', overlap: 1, reason: null });
  });

  it('has no BD-rate, and says why, for a curve of three points', async () => {
    const anchor = await file('anchor.json', CURVE);
    const test = await file('test.json', CURVE.slice(1));
    expect(await runCli('bdrate', anchor, test)).toEqual({
      exitCode: 1,
      stdout: 'no BD-rate: test: too_few_points: test: 3 different points: 4 are needed\n',
      stderr: '',
    });
  });

  it('refuses a file that is no curve, by its place', async () => {
    const anchor = await file('anchor.json', CURVE);
    const test = await file('test.json', [{ rate: 'fast', metric: 1 }]);
    const ended = await runCli('bdrate', anchor, test);
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain('point 1: rate "fast" is no number');
  });

  it('asks for the size of bare planes', async () => {
    const planes = await file('a.yuv', 'planes');
    const ended = await runCli('measure', planes, planes);
    expect(ended.exitCode).toBe(2);
    expect(ended.stderr).toContain('give its size');
  });
});

describeWithShared(
  'measuring a pair of files',
  ['clips/hall_352x288_ref_1f.yuv', 'clips/hall_352x288_dis_1f.yuv', 'clips/src01_hrc00_160x90_48f.yuv'],
  ([reference, distorted, other]) => {
    it('gives every metric by name, and one entry a frame', async () => {
      const ended = await runCli('measure', reference, distorted, '--size', '352x288', '--json');
      expect(ended.exitCode).toBe(0);
      const { metrics, perFrame } = JSON.parse(ended.stdout) as {
        metrics: Record<string, number>;
        perFrame: Record<string, number>[];
      };
      expect(metrics['psnr_y']).toBeCloseTo(36.48, 2);
      expect(metrics['ssim_y_ffmpeg']).toBeCloseTo(0.946053, 6);
      expect(perFrame).toHaveLength(1);
      expect(perFrame[0]?.['psnr_y']).toBe(metrics['psnr_y']);
    });

    it('does not compare files that differ in length', async () => {
      const ended = await runCli('measure', reference, other, '--size', '352x288');
      expect(ended.exitCode).toBe(2);
    });
  },
);
