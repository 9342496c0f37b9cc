import { readFileSync } from 'node:fs';
import { describeWithShared, sharedPath } from '@codecsmith/test-servers';
import { measurePair } from './measure-pair.testing.ts';
import { frameErrors, type FrameErrors } from './frame-errors.ts';
import type { Samples } from './plane-layout.ts';
import { psnrOf, type Psnr } from './psnr.ts';

interface Entry {
  readonly id: string;
  readonly ref: string;
  readonly dis: string;
  readonly width: number;
  readonly height: number;
  readonly pixfmt: 'yuv420p' | 'yuv420p10le';
  readonly frames: number;
  readonly metric: string;
  readonly pooling: string;
  readonly value: number | string;
  readonly tolerance: number;
}

const NAMES: Readonly<Record<string, keyof Psnr>> = {
  'psnr_y / mean over frames of per-frame PSNR, each capped at 6*bitdepth+12 dB': 'psnr_y_libvmaf',
  'psnr_u / mean over frames of per-frame PSNR, each capped at 6*bitdepth+12 dB': 'psnr_u_libvmaf',
  'psnr_v / mean over frames of per-frame PSNR, each capped at 6*bitdepth+12 dB': 'psnr_v_libvmaf',
  'psnr_y / PSNR of the mean MSE over frames (ffmpeg, daala "Total", libvmaf apsnr)': 'psnr_y',
  'psnr_u / PSNR of the mean MSE over frames (ffmpeg, daala "Total", libvmaf apsnr)': 'psnr_u',
  'psnr_v / PSNR of the mean MSE over frames (ffmpeg, daala "Total", libvmaf apsnr)': 'psnr_v',
  'psnr over all samples of all planes / PSNR of the area-weighted mean MSE': 'psnr_avg_ffmpeg',
  'psnr_y, peak 255<<2 / mean over frames (AOM CTC "PSNR")': 'psnr_y_ctc_framemean',
  'psnr_y, peak 255<<2 / PSNR of the total squared error (AOM CTC "APSNR")': 'psnr_y_ctc',
};

function samples(name: string, bitDepth: 8 | 10): Samples {
  const bytes = readFileSync(sharedPath(`clips/${name}`) ?? name);
  if (bitDepth === 8) return bytes;
  return new Uint16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

const measured = new Map<string, Psnr>();

/** Many entries are of one pair of clips, which is compared once. */
function measuredOf(entry: Entry): Psnr {
  const pair = `${entry.ref} ${entry.dis}`;
  const bitDepth = entry.pixfmt === 'yuv420p' ? 8 : 10;
  const layout = { ...entry, bitDepth } as const;
  const psnr = measured.get(pair) ?? measurePair(samples(entry.ref, bitDepth), samples(entry.dis, bitDepth), layout);
  measured.set(pair, psnr);
  return psnr;
}

describeWithShared('PSNR against reference values', ['oracles/metrics.json'], ([path]) => {
  const { entries } = JSON.parse(readFileSync(path, 'utf8')) as { entries: Entry[] };
  const psnr = entries.filter(({ metric, pooling }) => `${metric} / ${pooling}` in NAMES);

  it('finds cases', () => expect(psnr.length).toBeGreaterThanOrEqual(25));

  it.each(psnr.map((entry) => [entry.id, entry] as const))('%s', (_id, entry) => {
    const result = measuredOf(entry);
    const name = NAMES[`${entry.metric} / ${entry.pooling}`] ?? 'psnr_y';
    if (entry.value === 'inf') expect(result[name]).toBeNull();
    else
      expect(Math.abs(Number(result[name] ?? Number.NaN) - Number(entry.value))).toBeLessThanOrEqual(entry.tolerance);
  });
});

describe('PSNR of small pictures', () => {
  const layout = { width: 2, height: 2, bitDepth: 8, frames: 1 } as const;
  const grey = Uint8Array.from([10, 20, 30, 40, 128, 128]);

  it('is exact: one luma sample off by 16 of four is 255² over 64', () => {
    const result = measurePair(grey, Uint8Array.from([26, 20, 30, 40, 128, 126]), layout);
    expect(result.psnr_y).toBeCloseTo(10 * Math.log10(65_025 / 64), 12);
    expect(result.psnr_u).toBeNull();
    expect(result.psnr_v).toBeCloseTo(10 * Math.log10(65_025 / 4), 12);
    expect(result.psnr_yuv611).toBeNull();
    expect(result.psnr_yuv611_mse).toBeCloseTo(10 * Math.log10(65_025 / ((6 * 64 + 0 + 4) / 8)), 12);
    expect(result.psnr_avg_ffmpeg).toBeCloseTo(10 * Math.log10(65_025 / ((256 + 4) / 6)), 12);
    expect(result.lossless).toBe(false);
    expect(result.constantPlanes).toEqual(['u', 'v']);
  });

  it('says lossless, and holds no infinity anywhere', () => {
    const result = measurePair(grey, grey, layout);
    expect(result).toMatchObject({ psnr_y: null, psnr_yuv611: null, psnr_y_framemean: null, lossless: true });
    expect(JSON.parse(JSON.stringify(result))).toEqual(result);
  });

  it('pools errors before the logarithm, and frames after it under another name', () => {
    const two = (a: number, b: number): Uint8Array => Uint8Array.from([a, a, a, a, 1, 1, b, b, b, b, 2, 2]);
    const result = measurePair(two(100, 100), two(101, 110), { ...layout, frames: 2 });
    expect(result.psnr_y).toBeCloseTo(10 * Math.log10(65_025 / 50.5), 12);
    expect(result.psnr_y_framemean).toBeCloseTo((10 * Math.log10(65_025) + 10 * Math.log10(65_025 / 100)) / 2, 12);
    expect(result.perFrame.map(({ psnr_y }) => psnr_y)).toEqual([10 * Math.log10(65_025), 10 * Math.log10(650.25)]);
    expect(result.constantPlanes).toEqual(['y']);
  });

  it('rounds chroma of odd sides up', () => {
    const nine = new Uint8Array(9 + 4 + 4);
    expect(measurePair(nine, nine, { width: 3, height: 3, bitDepth: 8, frames: 1 }).lossless).toBe(true);
  });

  it('refuses one sample too few and 8-bit samples for a 10-bit layout', () => {
    expect(() => measurePair(grey, grey.subarray(1), layout)).toThrow('distorted has 5 samples, expected exactly 6');
    expect(() => frameErrors(grey, grey, { ...layout, bitDepth: 10 })).toThrow(
      'reference frame has 6 samples of 1 bytes, expected 6 of 2',
    );
    expect(() => psnrOf([] as FrameErrors[], layout)).toThrow('frames is empty');
  });
});
