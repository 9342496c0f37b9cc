import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileArtifactStore } from '@codecsmith/artifacts';
import { describeWithShared } from '@codecsmith/test-servers';
import type { AnchorMode } from '@codecsmith/experiment';
import type { ClipRecord } from '../clips/clip-record.ts';
import { makeBuiltinClip } from '../clips/builtin-clips.ts';
import { encoderArguments, type AnchorEncoder, type AnchorPoint } from '../commands/encode.ts';
import { FileAnchorCache } from './anchor-cache.ts';
import { encoderVersion } from './encoder-version.ts';
import { importClip } from './import-clip.ts';
import { measureAnchor, type AnchorRun } from './measure-anchor.ts';
import { DEFAULT_TOOLS } from './media-tools.ts';

interface Point {
  readonly q: number;
  readonly bytes: number;
  readonly psnr_y: number;
  readonly psnr_u: number;
  readonly psnr_v: number;
  readonly psnr_yuv611: number;
  readonly psnr_y_framemean?: number;
  readonly ssim_y_ffmpeg?: number;
}
interface CrfPoint extends Point {
  readonly encoder: AnchorEncoder;
  readonly mode: keyof typeof MODES;
  readonly args: string;
}
interface QpPoint extends Point {
  readonly spread: number;
}

/** Modes as the reference points name them. */
const MODES = { ai: 'all-intra', ld: 'low-delay', ra: 'random-access' } as const satisfies Record<string, AnchorMode>;
const PSNR_DB = 0.01;
const SSIM = 0.0005;

const MEASURED_WITH: Readonly<Record<AnchorEncoder, RegExp>> = { x264: /^164/, x265: /^3\.5/, svtav1: /^v?1\.4\.1/ };

let folder: string;
let store: FileArtifactStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anchors-'));
  store = new FileArtifactStore(join(folder, 'store'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describeWithShared(
  'anchors on Park Joy reproduce the reference points',
  ['oracles/anchors.json', 'oracles/anchors_qp.json', 'clips/park_joy_480x270_50fps_10f.y4m'],
  ([crfPath, qpPath, clipPath]) => {
    const crf = (JSON.parse(readFileSync(crfPath, 'utf8')) as { points: CrfPoint[] }).points;
    const qp = (JSON.parse(readFileSync(qpPath, 'utf8')) as { points: Record<string, QpPoint[]> }).points;
    let clip: ClipRecord;
    beforeAll(async () => {
      clip = await importClip(clipPath, { store, name: 'park-joy', maxBytes: 10_000_000 });
    });

    const compare = async (point: AnchorPoint, expected: Point): Promise<AnchorRun> => {
      const run = await measureAnchor(clip, point, { store });
      expect(run.encoderVersion).toMatch(MEASURED_WITH[point.encoder]);
      expect(Math.abs(run.bytes / expected.bytes - 1)).toBeLessThanOrEqual(0.005);
      for (const metric of ['psnr_y', 'psnr_u', 'psnr_v', 'psnr_yuv611', 'psnr_y_framemean'] as const) {
        near(run[metric], expected[metric], PSNR_DB);
      }
      near(run.ssim_y_ffmpeg, expected.ssim_y_ffmpeg, SSIM);
      return run;
    };
    const near = (found: number | null, expected: number | undefined, tolerance: number): void => {
      if (expected !== undefined) expect(Math.abs((found ?? NaN) - expected)).toBeLessThanOrEqual(tolerance);
    };

    it.each(crf.map((point) => [point.encoder, MODES[point.mode], point.q, point] as const))(
      '%s %s crf %i',
      async (encoder, mode, q, expected) => {
        const point: AnchorPoint = { encoder, mode, control: 'crf', q, effort: 'medium' };
        expect(encoderArguments(point).join(' ')).toBe(expected.args);
        await compare(point, expected);
      },
    );

    const curves = Object.entries(qp).flatMap(([name, points]) => {
      const [encoder, mode] = name.split(' ') as [AnchorEncoder, keyof typeof MODES];
      return points.map((point) => [encoder, MODES[mode], point.q, point] as const);
    });
    it.each(curves)('%s %s qp %i', async (encoder, mode, q, expected) => {
      const run = await compare({ encoder, mode, control: 'qp', q, effort: 'medium' }, expected);
      near(run.psnr_y_spread, expected.spread, 2 * PSNR_DB);
    });
  },
);

describe('measuring an anchor', () => {
  const point: AnchorPoint = { encoder: 'x264', mode: 'low-delay', control: 'qp', q: 40, effort: 'medium' };

  it('pads an odd size for the encoder and measures the clip as it is', async () => {
    const { record, planes } = makeBuiltinClip('harbour');
    await store.put(planes);
    const run = await measureAnchor(record, point, { store });
    expect(run.psnr_y).toBeGreaterThan(25);
    expect(run.psnr_y).toBeLessThan(40);
    expect(run.psnr_y_spread).toBeGreaterThan(0);
  });

  it('is measured once for each clip, encoder version and arguments', async () => {
    const { record, planes } = makeBuiltinClip('harbour');
    await store.put(planes);
    const cache = new FileAnchorCache(join(folder, 'cache'));
    const first = await measureAnchor(record, point, { store, cache });
    const unreachable = new FileArtifactStore(join(folder, 'empty'));
    expect(await measureAnchor(record, point, { store: unreachable, cache })).toEqual(first);
    await expect(measureAnchor(record, { ...point, q: 41 }, { store: unreachable, cache })).rejects.toThrow(
      'is not in the store',
    );
  });

  it('knows the version of each encoder', async () => {
    for (const encoder of ['x264', 'x265', 'svtav1'] as const) {
      expect(await encoderVersion(encoder, DEFAULT_TOOLS)).toMatch(/\d/);
    }
  });

  it('refuses a 10-bit clip', async () => {
    const { record } = makeBuiltinClip('harbour');
    const deep = { ...record, pixelFormat: 'yuv420p10le' } as const;
    await expect(measureAnchor(deep, point, { store })).rejects.toThrow('harbour is yuv420p10le: anchors take yuv420p');
  });
});
