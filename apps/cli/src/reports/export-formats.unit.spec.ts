import { EXPORT_NAMES, type ExperimentDocument, type ExperimentSummary, type MeasuredRun } from '@codecsmith/client';
import { digestOf, sampleClip } from '@codecsmith/experiment/testing';
import { RECORDED_METRICS } from '@codecsmith/quality';
import { parquetReadObjects } from 'hyparquet';
import { exported, type ExportFormat } from './export-formats.ts';
import type { Exported } from './load-exported.ts';

const clip = sampleClip();
const cost = { wallMs: 12.5, cpuMs: 10, peakBytes: 1000 };
const run = {
  ...{ clip: clip.digest, clipName: clip.name, quality: 40, bytes: 9007199254740991, kbps: 1.5, bpp: 0.25 },
  ...{ ratioRaw: 4, lossless: false, psnr_y: 38.125, psnr_u: null, encode: cost, decode: cost },
  ...{ bitstream: digestOf('b'), reconstruction: digestOf('e') },
} as unknown as MeasuredRun;
const against = { anchor: 'x264', mode: 'low-delay' };
const document = {
  ...{ outcome: 'completed', cause: null, candidate: { digest: digestOf('a') }, runs: [run], flags: ['a', 'b'] },
  ...{ aggregate: { value: 12.5, reason: null }, scoredAgainst: against, tier: { percent: null, reason: 'none' } },
  score: [{ clip: clip.digest, value: 12.5, reason: null }],
  bdRate: [
    { clip: clip.digest, ...against, metric: 'psnr_y', percent: -12.5 },
    { clip: clip.digest, anchor: 'x264', mode: 'all-intra', metric: 'psnr_y', percent: -40 },
    { clip: digestOf('f'), ...against, metric: 'psnr_y', percent: -99 },
  ],
} as unknown as ExperimentDocument;
const summary = {
  ...{ experimentId: 'exp-1', name: '=cmd', tags: [], campaign: 'first', operator: 'mutate', parents: ['a', 'b'] },
  ...{ source: 'template', language: 'python', family: 'motion', scoreAnchor: 'x264 low-delay', scoreKey: 'k' },
  ...{ requestedAt: '2026-05-31T10:00:00.000Z', concludedAt: '2026-05-31T10:00:09.000Z' },
} as unknown as ExperimentSummary;
const failed: Exported = {
  summary: { ...summary, experimentId: 'exp-2', concludedAt: null },
  document: { ...document, outcome: 'crashed', cause: { code: 'raised', message: 'no' }, runs: [] } as never,
  ...{ measured: undefined, proposal: undefined },
};
const point = { control: 'qp', q: 30, bytes: 7, kbps: 2, bpp: 0.5, psnr_y: 40, encoder: 'x264', mode: 'low-delay' };
const completed = {
  ...{ summary, document, proposal: { number: 3, rung: 'full', model: 'writer' } },
  measured: {
    requested: { clips: [clip] },
    anchors: [{ clip: clip.digest, ...against, points: [{ ...point, arguments: '', encoderVersion: '' }] }],
    ...{ started: { executor: 'e', environment: {} }, executed: { deterministic: true } },
  },
} as unknown as Exported;

const EXPECTED = [
  {
    ...{ kind: 'run', experiment: 'exp-1', campaign: 'first', proposal: 3, rung: 'full', operator: 'mutate' },
    ...{ parents: 'a b', model: 'writer', language: 'python', family: 'motion', outcome: 'completed', cause: null },
    ...{ score: 12.5, score_anchor: 'x264 low-delay', score_key: 'k', flags: 'a b', tags: null },
    ...{ width: clip.width, height: clip.height, frames: clip.frames, fps: clip.fps.num / clip.fps.den },
    ...{ control: 'quality', setting: 40, bytes: 9007199254740991, psnr_y: 38.125, psnr_u: null, lossless: false },
    ...{ clip_score: 12.5, clip_bd_rate_psnr_y: -12.5, encode_wall_ms: 12.5, anchor: null },
  },
  { kind: 'ended', experiment: 'exp-2', outcome: 'crashed', cause: 'raised', clip: null, bytes: null, lossless: null },
  {
    ...{ kind: 'anchor', experiment: null, anchor: 'x264 low-delay', control: 'qp', setting: 30, psnr_y: 40 },
    ...{ clip_digest: clip.digest, frames: clip.frames, score: null },
  },
];
const bytesOf = (format: ExportFormat) => exported(format, [completed, failed]);

describe('an export', () => {
  it('has the documented columns and the same rows in JSON and Parquet', async () => {
    const { rows } = JSON.parse(Buffer.from(bytesOf('json')).toString()) as { rows: object[] };
    expect(rows).toMatchObject(EXPECTED);
    for (const row of rows) expect(Object.keys(row)).toEqual(EXPORT_NAMES);
    const parquet = await parquetReadObjects({ file: bytesOf('parquet').buffer as ArrayBuffer });
    const plain = parquet.map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          value instanceof Date ? value.toISOString() : typeof value === 'bigint' ? Number(value) : (value as unknown),
        ]),
      ),
    );
    expect(plain).toEqual(rows);
    for (const row of parquet) expect(Object.keys(row)).toEqual(EXPORT_NAMES);
  });

  it('has them in CSV, with absent values empty and formulas disarmed', () => {
    const [heads = '', first = '', ...rest] = Buffer.from(bytesOf('csv')).toString().split('\r\n');
    expect(heads.split(',')).toEqual(EXPORT_NAMES);
    expect(rest).toHaveLength(3);
    const cells = first.split(',');
    expect(cells).toHaveLength(EXPORT_NAMES.length);
    const cell = (name: (typeof EXPORT_NAMES)[number]) => cells[EXPORT_NAMES.indexOf(name)];
    expect(['name', 'tags', 'bytes', 'lossless', 'concluded_at'].map((name) => cell(name as 'name'))).toEqual([
      "'=cmd",
      '',
      '9007199254740991',
      'false',
      '2026-05-31T10:00:09.000Z',
    ]);
  });

  it('has a column for every metric that facts hold', () => {
    expect(RECORDED_METRICS.filter((name) => !EXPORT_NAMES.includes(name))).toEqual([]);
  });
});
