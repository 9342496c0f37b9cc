import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileArtifactStore } from '@codecsmith/artifacts';
import { describeWithShared } from '@codecsmith/test-servers';
import type { AnchorMode } from '@codecsmith/experiment';
import type { ClipRecord } from '../clips/clip-record.ts';
import { encoderArguments, type AnchorEncoder, type AnchorPoint } from '../commands/encode.ts';
import { importClip } from './import-clip.ts';
import { measureAnchor } from './measure-anchor.ts';

interface Point {
  readonly q: number;
  readonly bytes: number;
  readonly psnr_y: number;
  readonly psnr_u: number;
  readonly psnr_v: number;
  readonly psnr_yuv611: number;
  readonly psnr_y_framemean?: number;
  readonly ssim_y_ffmpeg?: number;
  readonly spread?: number;
  /** Of the encoder. */
  readonly args?: string;
}
interface CrfPoint extends Point {
  readonly encoder: AnchorEncoder;
  readonly mode: keyof typeof MODES;
}
interface AnchorCase extends Pick<AnchorPoint, 'encoder' | 'mode' | 'control'> {
  readonly expected: Point;
}

/** Modes as the reference points name them. */
const MODES = { ai: 'all-intra', ld: 'low-delay', ra: 'random-access' } as const satisfies Record<string, AnchorMode>;
const PSNRS = ['psnr_y', 'psnr_u', 'psnr_v', 'psnr_yuv611', 'psnr_y_framemean'] as const;
const PSNR_DB = 0.01;
const SSIM = 0.0005;

const MEASURED_WITH: Readonly<Record<AnchorEncoder, RegExp>> = { x264: /^164/, x265: /^3\.5/, svtav1: /^v?1\.4\.1/ };

/** Declares a test for each kept point of every reference curve; all of them take minutes. */
export function testReferencePoints(kept: (curve: readonly AnchorCase[]) => readonly AnchorCase[]): void {
  describeWithShared(
    'anchors on Park Joy reproduce the reference points',
    ['oracles/anchors.json', 'oracles/anchors_qp.json', 'clips/park_joy_480x270_50fps_10f.y4m'],
    ([crfPath, qpPath, clipPath]) => {
      let folder: string;
      let store: FileArtifactStore;
      let clip: ClipRecord;
      beforeAll(async () => {
        folder = await mkdtemp(join(tmpdir(), 'reference-points-'));
        store = new FileArtifactStore(folder);
        clip = await importClip(clipPath, { store, name: 'park-joy', maxBytes: 10_000_000 });
      });
      afterAll(() => rm(folder, { recursive: true, force: true }));

      const cases = [...crfCurves(crfPath), ...qpCurves(qpPath)].flatMap((curve) => kept(curve));
      const named = cases.map((each) => [each.encoder, each.mode, each.control, each.expected.q, each] as const);
      it.each(named)('%s %s %s %i', async (encoder, mode, control, q, { expected }) => {
        const point: AnchorPoint = { encoder, mode, control, q, effort: 'medium' };
        if (expected.args !== undefined) expect(encoderArguments(point).join(' ')).toBe(expected.args);
        const run = await measureAnchor(clip, point, { store });
        expect(run.encoderVersion).toMatch(MEASURED_WITH[encoder]);
        expect(Math.abs(run.bytes / expected.bytes - 1)).toBeLessThanOrEqual(0.005);
        for (const metric of PSNRS) near(run[metric], expected[metric], PSNR_DB);
        near(run.ssim_y_ffmpeg, expected.ssim_y_ffmpeg, SSIM);
        near(run.psnr_y_spread, expected.spread, 2 * PSNR_DB);
      });
    },
  );
}

function near(found: number | null, expected: number | undefined, tolerance: number): void {
  if (expected !== undefined) expect(Math.abs((found ?? NaN) - expected)).toBeLessThanOrEqual(tolerance);
}

function crfCurves(path: string): AnchorCase[][] {
  const { points } = JSON.parse(readFileSync(path, 'utf8')) as { points: CrfPoint[] };
  const curves = Object.groupBy(points, ({ encoder, mode }) => `${encoder} ${mode}`);
  return Object.values(curves).map((curve = []) =>
    curve.map((expected) => ({ ...expected, mode: MODES[expected.mode], control: 'crf', expected })),
  );
}

function qpCurves(path: string): AnchorCase[][] {
  const { points } = JSON.parse(readFileSync(path, 'utf8')) as { points: Record<string, Point[]> };
  return Object.entries(points).map(([name, curve]) => {
    const [encoder, mode] = name.split(' ') as [AnchorEncoder, keyof typeof MODES];
    return curve.map((expected) => ({ encoder, mode: MODES[mode], control: 'qp', expected }));
  });
}
