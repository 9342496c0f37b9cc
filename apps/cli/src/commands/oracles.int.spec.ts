import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BD_METHODS, type BdMethod, type BdResult } from '@codecsmith/quality';
import { describeWithShared, sharedPath } from '@codecsmith/test-servers';
import { runCli } from '../run-cli.testing.ts';

const CLI = fileURLToPath(new URL('../../bundle/main.js', import.meta.url));

/** What a command prints with `--json`, run as the process that people run. */
const printed = <T>(...words: string[]): Promise<T> =>
  new Promise((resolve, reject) => {
    execFile(process.execPath, [CLI, ...words, '--json'], { maxBuffer: 2 ** 28 }, (error, stdout) =>
      error === null ? resolve(JSON.parse(stdout) as T) : reject(new Error(`${words.join(' ')}: ${error.message}`)),
    );
  });

interface Entry {
  readonly id: string;
  readonly ref: string;
  readonly dis: string;
  readonly width: number;
  readonly height: number;
  readonly pixfmt: string;
  readonly metric: string;
  readonly pooling: string;
  readonly value: number | 'inf';
  readonly tolerance: number;
}

/** The name of an entry's metric in the document of `measure`. */
function nameOf({ metric, pooling }: Entry): string {
  if (metric === 'psnr over all samples of all planes') return 'psnr_avg_ffmpeg';
  if (metric.endsWith('(libvmaf float_ssim)')) return 'ssim_y_libvmaf';
  if (metric.startsWith('psnr_y, peak')) return pooling.startsWith('mean') ? 'psnr_y_ctc_framemean' : 'psnr_y_ctc';
  const [name = ''] = metric.split(' ');
  if (name.startsWith('ssim')) return `${name}_ffmpeg`;
  return name.startsWith('psnr') && pooling.includes('capped') ? `${name}_libvmaf` : name;
}

const clip = (name: string): string => sharedPath(`clips/${name}`) ?? name;

describeWithShared('codecsmith measure against every reference value', ['oracles/metrics.json'], ([oracle]) => {
  const { entries } = JSON.parse(readFileSync(oracle, 'utf8')) as { entries: Entry[] };
  const pairs = [...Map.groupBy(entries, ({ ref, dis }) => `${ref} ${dis}`).values()];

  it.each(pairs.map((all) => [basename(all[0]?.dis ?? ''), all] as const))('%s', async (_name, all) => {
    const [first] = all;
    if (first === undefined) throw new Error('a pair has no entry');
    const { ref, dis, width, height, pixfmt } = first;
    const options = ['--size', `${width}x${height}`, '--pix-fmt', pixfmt];
    const { metrics, absent } = await printed<{
      metrics: Record<string, number | null>;
      absent: Record<string, string>;
    }>('measure', clip(ref), clip(dis), ...options);
    for (const entry of all) {
      const name = nameOf(entry);
      if (name in absent) {
        expect(absent[name]).toMatch(/^(no libvmaf in ffmpeg|a side is under)/);
      } else if (entry.value === 'inf') {
        expect([entry.id, metrics[name]]).toEqual([entry.id, null]);
      } else {
        expect([entry.id, Math.abs((metrics[name] ?? NaN) - entry.value) <= entry.tolerance]).toEqual([entry.id, true]);
      }
    }
  });
});

interface Curve {
  readonly rate: readonly number[];
  readonly metric: readonly number[];
}
interface Case {
  readonly id: string;
  readonly anchor: Curve;
  readonly test: Curve;
  readonly published?: readonly { method: BdMethod; bd_rate_percent: number; tolerance_percent: number }[];
  readonly computed: Readonly<Record<BdMethod, { bd_rate_percent: number; bd_metric?: number }>>;
}

const COMPUTED_TOLERANCE = 1e-6;

describeWithShared('codecsmith bdrate against published and computed values', ['oracles/bdrate.json'], ([oracle]) => {
  const { cases } = JSON.parse(readFileSync(oracle, 'utf8')) as { cases: Case[] };
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bdrate-'));
    for (const { id, anchor, test } of cases) {
      await writeFile(fileOf(id, 'anchor'), pointsOf(anchor));
      await writeFile(fileOf(id, 'test'), pointsOf(test));
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  const fileOf = (id: string, side: 'anchor' | 'test'): string => join(folder, `${id}.${side}.json`);
  const pointsOf = ({ rate, metric }: Curve): string =>
    JSON.stringify(rate.map((value, i) => ({ rate: value, metric: metric[i] })));
  const words = (id: string, method: BdMethod): string[] => [
    ...['bdrate', fileOf(id, 'anchor'), fileOf(id, 'test')],
    ...['--method', method],
  ];

  const compare = ({ computed, published = [] }: Case, { percent, metricDelta, method }: BdResult): void => {
    const expected = computed[method];
    expect(Math.abs((percent ?? NaN) - expected.bd_rate_percent)).toBeLessThanOrEqual(COMPUTED_TOLERANCE);
    if (expected.bd_metric !== undefined) {
      expect(Math.abs((metricDelta ?? NaN) - expected.bd_metric)).toBeLessThanOrEqual(COMPUTED_TOLERANCE);
    }
    for (const value of published.filter((each) => each.method === method)) {
      expect(Math.abs((percent ?? NaN) - value.bd_rate_percent)).toBeLessThanOrEqual(value.tolerance_percent);
    }
  };

  it.each(cases.map((each) => [each.id, each] as const))('%s, as a process of its own', async (id, each) => {
    compare(each, await printed<BdResult>(...words(id, 'pchip')));
  });

  it.each(cases.map((each) => [each.id, each] as const))('%s, by every method', async (id, each) => {
    for (const method of BD_METHODS) {
      const ended = await runCli(...words(id, method), '--json');
      expect(ended.exitCode).toBe(0);
      compare(each, JSON.parse(ended.stdout) as BdResult);
    }
  });
});
