import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exampleCodec, Lab } from '@codecsmith/test-journeys';
import { piece } from './clips.ts';
import type { MeasuredDocument } from './measured-document.ts';

const RECOMPUTE = fileURLToPath(new URL('../../../examples/measure/recompute.py', import.meta.url));
const NOT_DETERMINISTIC = fileURLToPath(new URL('../codecs/not_deterministic.py', import.meta.url));

interface Verification {
  readonly passed: boolean;
  readonly matches: number;
  readonly differences: readonly string[];
  readonly notes: readonly string[];
  readonly deterministic: boolean | null;
}

let lab: Lab;
let folder: string;
let document: MeasuredDocument;

beforeAll(async () => {
  lab = await Lab.up();
  folder = await mkdtemp(join(tmpdir(), 'codecsmith-evidence-'));
  const clip = await piece(folder, 'garden.y4m', { crop: 'crop=96:80:40:30' });
  const words = ['--clip', clip, '--quality', '20,40,60,80', '--wait'];
  document = await lab.json<MeasuredDocument>(0, 'submit', exampleCodec('intra_dct.py'), ...words);
});
afterAll(async () => {
  await lab?.down();
  await rm(folder, { recursive: true, force: true });
});

const recompute = (file: string): Promise<{ code: number; text: string }> =>
  new Promise((resolve) => {
    execFile('/usr/bin/python3', [RECOMPUTE, file, join(folder, 'evidence')], (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), text: stdout + stderr }),
    );
  });

describe('a measured experiment', () => {
  it('has BD-rates against x264 all-intra and low-delay, and every frame of every run', () => {
    const figures = document.bdRate.filter(({ metric }) => metric === 'psnr_y');
    expect(figures.map(({ anchor, mode }) => `${anchor} ${mode}`)).toEqual(['x264 all-intra', 'x264 low-delay']);
    expect(figures.every(({ percent }) => percent !== null)).toBe(true);
    for (const run of document.runs) {
      expect(run.perFrame).toHaveLength(8);
      expect(run.perFrame.reduce((sum, frame) => sum + frame.bytes, 1)).toBe(run.bytes);
    }
  });

  it('gives the same numbers to a script that has only its bytes, which tells when one is changed', async () => {
    const file = join(folder, 'export.json');
    const evidence = ['--out', file, '--evidence', join(folder, 'evidence')];
    await lab.json(0, 'export', document.experimentId, '--format', 'json', ...evidence);
    const honest = await recompute(file);
    expect(honest.text).toMatch(/^(\d+) of \1 numbers agree$/m);
    expect(honest.code).toBe(0);
    const changed = JSON.parse(await readFile(file, 'utf8')) as { experiments: { bdRate: { percent: number }[] }[] };
    const [figure] = changed.experiments[0]?.bdRate ?? [];
    if (figure === undefined) throw new Error('nothing to change');
    figure.percent -= 1;
    await writeFile(file, JSON.stringify(changed));
    expect(await recompute(file)).toMatchObject({
      code: 1,
      text: expect.stringContaining('DIFFERS  BD-rate') as string,
    });
  });

  it('is exported for notebooks, spreadsheets and plots, and reported as one file', async () => {
    const out = (name: string) => join(folder, name);
    for (const format of ['csv', 'parquet', 'compressai']) {
      await lab.json(0, 'export', '--format', format, '--out', out(format));
    }
    const lines = (await readFile(out('csv'), 'utf8')).split('\r\n');
    expect(lines).toHaveLength(1 + 4 + 12 + 1);
    const page = await readFile(new URL('../../../docs/export.md', import.meta.url), 'utf8');
    expect(lines[0]?.split(',')).toEqual([...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name));
    const parquet = await readFile(out('parquet'));
    expect([parquet.subarray(0, 4), parquet.subarray(-4)].map(String)).toEqual(['PAR1', 'PAR1']);
    const curves = JSON.parse(await readFile(out('compressai'), 'utf8')) as { results: { bpp: number[] } }[];
    expect(curves.map(({ results }) => results.bpp.length)).toEqual([4, 6, 6]);
    await lab.json(0, 'report', document.experimentId, '--out', out('report.html'));
    expect(await readFile(out('report.html'), 'utf8')).toContain(document.runs[0]?.bitstream);
  });
});

it('the harness finds qualities that span the anchor’s range, by experiments like any other', async () => {
  const words = ['--clip', 'garden', '--quality', 'span', '--id', 'spanned', '--wait'];
  const spanned = await lab.json<MeasuredDocument>(0, 'submit', exampleCodec('intra_dct.py'), ...words);
  expect(spanned.runs.length).toBeGreaterThanOrEqual(4);
  expect(spanned.aggregate?.reason).toBeNull();
  expect(spanned.verdict?.reason ?? '').not.toContain('overlap');
  const again = await lab.json<MeasuredDocument>(0, 'submit', exampleCodec('intra_dct.py'), ...words);
  expect(again.experimentId).toBe(spanned.experimentId);
});

it('an anchor is measured on request, and so is what it can do at most', async () => {
  const which = ['--clip', 'garden', '--encoder', 'x264', '--mode', 'low-delay'];
  interface Anchors {
    readonly anchors: readonly { readonly points: readonly { readonly q: number; readonly arguments: string }[] }[];
  }
  const argumentsOf = async (...effort: string[]): Promise<string[]> => {
    const { anchors } = await lab.json<Anchors>(0, 'anchor', 'run', ...which, ...effort);
    return anchors.flatMap(({ points }) => points.map((point) => point.arguments));
  };
  const [medium, slow] = [await argumentsOf(), await argumentsOf('--effort', 'slow')];
  expect(medium).toHaveLength(6);
  expect(slow).toEqual(medium.map((text) => text.replace('-preset medium', '-preset veryslow')));
});

describe('verify', () => {
  it('passes on a good experiment', async () => {
    const found = await lab.json<Verification>(0, 'verify', document.experimentId);
    expect(found).toMatchObject({ passed: true, differences: [], notes: [], deterministic: true });
    expect(found.matches).toBeGreaterThan(100);
  });

  it('says that a codec is not deterministic', async () => {
    const words = ['--clip', 'garden', '--quality', '50', '--wait'];
    const { experimentId, flags } = await lab.json<MeasuredDocument>(0, 'submit', NOT_DETERMINISTIC, ...words);
    expect(flags).toContain('not_deterministic');
    const found = await lab.json<Verification>(0, 'verify', experimentId);
    expect(found).toMatchObject({ passed: true, deterministic: false });
    expect(found.notes[0]).toContain('the codec is not deterministic');
  });

  it('fails after one bit of a stored bitstream was changed, and names the artifact', async () => {
    const digest = document.runs[1]?.bitstream ?? '';
    const path = join(lab.home, 'artifacts', digest.slice(0, 2), digest.slice(2));
    const bytes = await readFile(path);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    await chmod(path, 0o644);
    await writeFile(path, bytes);
    const found = await lab.json<Verification>(1, 'verify', document.experimentId);
    expect(found.passed).toBe(false);
    expect(found.differences.join('\n')).toContain(`artifact ${digest} is damaged`);
  });

  it('has nothing to prove of an experiment that did not complete', async () => {
    const said = await lab.cli('verify', 'exp-nowhere', '--json');
    expect(said.code).toBe(4);
  });
});
