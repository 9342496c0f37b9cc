import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileArtifactStore } from '@codecsmith/artifacts';
import { packBitstream, type Color } from '@codecsmith/codec';
import type { Clip } from '@codecsmith/experiment';
import { convertFrames, frameBytes, makeBuiltinClip } from '@codecsmith/media';
import { measureRun, type ExecutedRun, type MeasuredRun } from './measure-run.ts';
import { prepareClip, type PreparedClip } from './prepare-clip.ts';

let folder: string;
let store: FileArtifactStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'measure-run-'));
  store = new FileArtifactStore(join(folder, 'store'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const COST = { wallMs: 1, cpuMs: 1, peakBytes: null };

/** A built-in clip, in the store. */
async function clip(name: string): Promise<{ record: Clip; planes: Uint8Array }> {
  const { record, planes } = makeBuiltinClip(name);
  await store.put(planes);
  return { record, planes };
}

const prepared = (record: Clip, color: Color): Promise<PreparedClip> =>
  prepareClip({ clip: record, color, store, folder });

async function executed(record: Clip, packets: Uint8Array[], reconstruction: Uint8Array): Promise<ExecutedRun> {
  return {
    clip: record.digest,
    quality: 50,
    bitstream: await store.put(packBitstream(50, packets)),
    reconstruction: await store.put(reconstruction),
    encode: COST,
    decode: COST,
  };
}

async function measure(clipPrepared: PreparedClip, run: ExecutedRun): Promise<MeasuredRun> {
  return measureRun({ prepared: clipPrepared, run, api: 'frame', store, folder });
}

const split = (bytes: Uint8Array, parts: number): Uint8Array[] =>
  Array.from({ length: parts }, (_, i) => bytes.subarray((i * bytes.length) / parts, ((i + 1) * bytes.length) / parts));

describe('canary: raw bytes in i420', () => {
  it('is lossless with a ratio of at least 0.999, and holds no number for what is infinite', async () => {
    const { record, planes } = await clip('square');
    const run = await executed(record, split(planes, record.frames), planes);
    const { measurement } = await measure(await prepared(record, 'i420'), run);
    expect(measurement).toMatchObject({
      metrics: {
        ...{ psnr_y: null, psnr_u: null, psnr_v: null, psnr_yuv611: null, psnr_y_framemean: null },
        ssim_y_ffmpeg: 1,
      },
      ...{ lossless: true, ratioSource: null, bytes: run.bitstream.sizeBytes, quality: 50 },
    });
    expect(measurement.ratioRaw).toBeGreaterThanOrEqual(0.999);
    expect(measurement.absent).toHaveProperty('vmaf');
    const series = JSON.parse((await store.get(measurement.perFrame)).toString()) as { bytes: number }[];
    expect(series.reduce((sum, frame) => sum + frame.bytes, 1)).toBe(run.bitstream.sizeBytes);
  });
});

describe('canary: empty packets and grey frames', () => {
  it('is a valid run of low PSNR, which ffmpeg itself confirms', async () => {
    const { record, planes } = await clip('square');
    const grey = new Uint8Array(planes.length).fill(128);
    const empty = Array.from({ length: record.frames }, () => new Uint8Array());
    const { measurement } = await measure(await prepared(record, 'i420'), await executed(record, empty, grey));
    expect(measurement.bytes).toBe(record.frames + 1);
    expect(measurement.lossless).toBe(false);
    expect(measurement.metrics.psnr_y).toBeLessThan(25);
    const files = [join(folder, 'ref.yuv'), join(folder, 'dis.yuv')] as const;
    await writeFile(files[0], planes);
    await writeFile(files[1], grey);
    const input = (file: string) => [
      '-f',
      'rawvideo',
      '-pixel_format',
      'yuv420p',
      '-video_size',
      '176x144',
      '-i',
      file,
    ];
    const script = `exec ffmpeg -hide_banner ${[...input(files[0]), ...input(files[1])].join(' ')} -lavfi psnr -f null - 2>&1`;
    const text = execFileSync('/bin/sh', ['-c', script]).toString();
    const [, y, u, v] = /PSNR y:([\d.]+) u:([\d.]+) v:([\d.]+)/.exec(text) ?? [];
    expect(measurement.metrics.psnr_y).toBeCloseTo(Number(y), 5);
    expect(measurement.metrics.psnr_u).toBeCloseTo(Number(u), 5);
    expect(measurement.metrics.psnr_v).toBeCloseTo(Number(v), 5);
  });
});

describe('a codec that returns its rgb24 input', () => {
  it.each([
    ['square', 'bt601'],
    ['square', 'bt709'],
    ['orchard', 'bt601'],
  ])('reaches the ceiling of the conversion on %s tagged %s', async (name, matrix) => {
    const { record, planes } = await clip(name);
    const tagged = { ...record, matrix };
    const [input, output] = [join(folder, 'in'), join(folder, 'out')];
    await writeFile(input, planes);
    await convertFrames({ ...tagged, input, output, from: 'yuv420p', to: 'rgb24' });
    const rgb = await readFile(output);
    const run = await executed(tagged, split(rgb, tagged.frames), rgb);
    const { measurement } = await measure(await prepared(tagged, 'rgb24'), run);
    expect(measurement.metrics.psnr_rgb).toBeNull();
    expect(measurement.lossless).toBe(false);
    expect(measurement.metrics.psnr_y).toBeGreaterThanOrEqual(64);
    expect(measurement.metrics.psnr_y_conversion_ceiling).toBe(measurement.metrics.psnr_y);
  });
});

describe('evidence that does not hold is refused, with no number', () => {
  const refusal = async (
    change: (parts: {
      planes: Uint8Array;
      packets: Uint8Array[];
    }) => Partial<ExecutedRun> | Promise<Partial<ExecutedRun>>,
  ) => {
    const { record, planes } = await clip('square');
    const packets = split(planes, record.frames);
    const run = await executed(record, packets, planes);
    const failed = measure(await prepared(record, 'i420'), { ...run, ...(await change({ planes, packets })) });
    await expect(failed).rejects.toMatchObject({ name: 'MeasurementRefused' });
    return failed.catch((error: unknown) => error as { code: string; message: string; toCause(): object });
  };

  it('canary: one frame short', async () => {
    const error = await refusal(async ({ planes }) => ({
      reconstruction: await store.put(planes.subarray(0, -frameBytes('yuv420p', 176, 144))),
    }));
    expect(error).toMatchObject({ code: 'reconstruction_invalid' });
    expect(error).toHaveProperty(
      'message',
      expect.stringContaining('has 1482624 bytes, expected exactly 1520640 (40 i420 frames)'),
    );
  });

  it('a packet too few, another quality, bytes that do not parse, a size that lies', async () => {
    const code = { code: 'bitstream_invalid' };
    expect(
      await refusal(async ({ packets }) => ({ bitstream: await store.put(packBitstream(50, packets.slice(1))) })),
    ).toMatchObject(code);
    expect(
      await refusal(async ({ packets }) => ({ bitstream: await store.put(packBitstream(51, packets)) })),
    ).toMatchObject(code);
    expect(await refusal(async () => ({ bitstream: await store.put(Uint8Array.of(50, 200)) }))).toMatchObject(code);
    expect(
      await refusal(async ({ packets }) => ({
        bitstream: { ...(await store.put(packBitstream(50, packets))), sizeBytes: 9 },
      })),
    ).toMatchObject(code);
  });

  it('a bitstream with one changed bit names the artifact', async () => {
    const { record, planes } = await clip('square');
    const run = await executed(record, split(planes, record.frames), planes);
    const path = await store.localPath(run.bitstream.digest);
    const bytes = await readFile(path);
    bytes[1000] = (bytes[1000] ?? 0) ^ 4;
    await rm(path);
    await writeFile(path, bytes);
    const failed = measure(await prepared(record, 'i420'), run);
    await expect(failed).rejects.toMatchObject({ code: 'artifact_damaged' });
    await expect(failed).rejects.toThrow(`artifact ${run.bitstream.digest} is damaged`);
  });

  it('a source that changed since it was named, or is gone, or has 10 bit', async () => {
    const { record } = await clip('square');
    const path = await store.localPath(record.digest);
    await rm(path);
    await writeFile(path, 'something else');
    await expect(prepared(record, 'i420')).rejects.toMatchObject({ code: 'source_damaged' });
    await rm(path);
    await expect(prepared(record, 'i420')).rejects.toMatchObject({ code: 'artifact_missing' });
    const deep = prepared({ ...record, pixelFormat: 'yuv420p10le' }, 'i420');
    await expect(deep).rejects.toMatchObject({ code: 'clip_unsupported' });
    const cause = await deep.catch((error: { toCause(): object }) => error.toCause());
    expect(cause).toMatchObject({ code: 'clip_unsupported', clip: record.digest, quality: null, frame: null });
  });
});
