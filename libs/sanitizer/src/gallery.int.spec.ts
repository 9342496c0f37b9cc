import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { describeWithShared } from '@codecsmith/test-servers';
import { buildConfig, GALLERY, type CodecConfig } from '@codecsmith/codec';
import { loadEngines } from './wasm/load-wasm.ts';
import { roundTrip, type RoundTripRun } from './testing/python.testing.ts';
import { createSanitizer } from './index.ts';

const QUALITIES = [20, 40, 60, 80];
const sourceOf = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const ofLanguage = (language: string) => GALLERY.filter((codec) => codec.language === language);

/** Rate and distortion both grow with quality. */
function expectCurve(runs: readonly { bytes: number; psnr_y: number | null }[]): void {
  expect(runs).toHaveLength(QUALITIES.length);
  runs.slice(1).forEach((run, index) => {
    expect(run.bytes).toBeGreaterThan(runs[index]?.bytes ?? 0);
    expect(run.psnr_y ?? Infinity).toBeGreaterThan(runs[index]?.psnr_y ?? Infinity);
  });
}

function curves(...options: string[]): Map<string, readonly RoundTripRun[]> {
  const files = ofLanguage('python').map(({ path }) => sourceOf(path));
  const results = roundTrip(files, '--quality', QUALITIES.join(','), ...options);
  return new Map(
    results.map((result) => {
      if ('error' in result) throw new Error(`${result.file}: ${result.error}`);
      return [result.file, result.runs];
    }),
  );
}

describe('gallery codecs', () => {
  it('are cleared as they stand', async () => {
    const sanitizer = await createSanitizer(loadEngines());
    const found = GALLERY.map(({ name, language, path }) => {
      const result = sanitizer.sanitize(readFileSync(sourceOf(path), 'utf8'), { language, track: 'pure' });
      return [
        name,
        result.cleared ? [result.changes, result.warnings, result.color, result.family] : result.violations,
      ];
    });
    expect(Object.fromEntries(found)).toEqual({
      'intra-dct': [[], [], 'i420', 'dct'],
      wavelet: [[], [], 'i420', 'wavelet'],
      'hybrid-motion': [[], [], 'i420', 'motion'],
      lossless: [[], [], 'rgb24', 'predictive'],
      'intra-dct-js': [[], [], 'i420', 'dct'],
      'quadtree-intra': [[], [], 'i420', 'predictive'],
      'quadtree-lowdelay': [[], [], 'i420', 'motion'],
      'quadtree-random-access': [[], [], 'i420', 'motion'],
      'overfitted-intra': [[], [], 'i420', 'neural'],
      'overfitted-group': [[], [], 'i420', 'neural'],
      'overfitted-plain': [[], [], 'i420', 'neural'],
    });
  });

  it('trade rate for distortion on a drawn clip', () => {
    const runs = [...curves().values()];
    expect(runs).toHaveLength(4);
    runs.forEach(expectCurve);
  });

  it('lose nothing at quality 100 where they say so', () => {
    const lossless = sourceOf('examples/codecs/lossless.py');
    const [result] = roundTrip([lossless], '--quality', '100');
    expect(result).toMatchObject({ runs: [{ exact: true, psnr_y: null }] });
  });
});

describeWithShared('gallery codecs on a real clip', ['clips/park_joy_480x270_50fps_10f.y4m'], ([clip]) => {
  it('trade rate for distortion', () => {
    const folder = mkdtempSync(join(tmpdir(), 'codec-gallery-'));
    try {
      const raw = join(folder, 'clip.yuv');
      execFileSync('ffmpeg', ['-v', 'error', '-i', String(clip), '-frames:v', '3', '-pix_fmt', 'yuv420p', raw]);
      [...curves('--size', '480x270', '--frames', '3', '--raw', raw).values()].forEach(expectCurve);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

interface JavaScriptCodec {
  compressVideoFrame(frame: object, frameIndex: number, config: CodecConfig): Uint8Array;
  decompressVideoFrame(data: Uint8Array, frameIndex: number, config: CodecConfig): Uint8Array;
}

/** Those on codeckit are tried where codeckit is: in its own library, and in the jail. */
const alone = ofLanguage('javascript').filter(
  ({ path }) => !readFileSync(sourceOf(path), 'utf8').includes("from 'codeckit'"),
);

describe.each(alone)('$name', ({ path }) => {
  const load = () =>
    vm.runInNewContext(
      `${readFileSync(sourceOf(path), 'utf8')}\n;({ compressVideoFrame, decompressVideoFrame })`,
    ) as JavaScriptCodec;
  const [width, height] = [68, 52];
  const data = Uint8Array.from({ length: (width * height * 3) / 2 }, (_, index) => {
    const [x, y] = [index % width, Math.floor(index / width)];
    return 128 + Math.round(60 * Math.sin(x / 7) * Math.cos(y / 5) + ((x * 37 + y * 91) % 23));
  });

  it('trades rate for distortion, with nothing shared between the sides', () => {
    const runs = QUALITIES.map((quality) => {
      const fps = { numerator: 25, denominator: 1 };
      const config = buildConfig({ width, height, fps, frameCount: 1, color: 'i420', quality });
      const packet = load().compressVideoFrame({ width, height, color: 'i420', data: data.slice() }, 0, config);
      const decoded = load().decompressVideoFrame(packet, 0, config);
      expect(decoded).toHaveLength(data.length);
      const error = data.reduce((sum, value, index) => sum + (value - (decoded[index] ?? 0)) ** 2, 0) / data.length;
      return { bytes: packet.length, psnr_y: 10 * Math.log10(255 ** 2 / error) };
    });
    expectCurve(runs);
  });
});
