import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactStore } from '@codecsmith/artifacts';
import { BitstreamError, unpackBitstream, type Api, type Bitstream } from '@codecsmith/codec';
import type { ExperimentFactData, Measurement } from '@codecsmith/experiment';
import {
  absentMetrics,
  convertFrames,
  frameBytes,
  measurePlanes,
  packedPsnr,
  recordedMetrics,
  type MediaTools,
  type PlanesMeasurement,
} from '@codecsmith/media';
import { rateOf, type Psnr } from '@codecsmith/quality';
import { evidence } from './evidence.ts';
import { MeasurementRefused } from './measurement-refused.ts';
import { perFrameSeries } from './per-frame.ts';
import type { PreparedClip } from './prepare-clip.ts';

export type ExecutedRun = ExperimentFactData<'CandidateExecuted'>['runs'][number];

export interface MeasureRunRequest {
  readonly prepared: PreparedClip;
  readonly run: ExecutedRun;
  readonly api: Api;
  readonly store: ArtifactStore;
  /** Folder for temporary planes. */
  readonly folder: string;
  readonly tools?: MediaTools | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A measured run: what the fact carries, and what verdicts need beside it. */
export interface MeasuredRun {
  readonly measurement: Measurement;
  readonly psnr: Psnr;
}

/**
 * Measures one run from its stored bytes: the bitstream must be one of this contract, the reconstruction exactly as
 * long as N frames. Nothing about the source is taken from the run.
 *
 * @throws MeasurementRefused when the evidence does not hold
 */
export async function measureRun(request: MeasureRunRequest): Promise<MeasuredRun> {
  const { prepared, run, store } = request;
  const place = { clip: prepared.clip.digest, quality: run.quality };
  const bytes = await evidence(() => store.get(run.bitstream.digest), 'artifact_damaged', place);
  const stream = readBitstream(bytes, request);
  const reconstruction = await evidence(() => store.localPath(run.reconstruction.digest), 'artifact_damaged', place);
  await checkReconstruction(request);
  const folder = await mkdtemp(join(request.folder, 'run-'));
  try {
    const measured = await distortion(request, reconstruction, join(folder, 'planes'));
    const series = perFrameSeries(measured, request.api === 'frame' ? stream.packets : null);
    const perFrame = await store.put(Buffer.from(JSON.stringify(series)));
    const measurement: Measurement = {
      ...place,
      ...rateOf({ ...prepared.clip, bytes: bytes.length, sourceWhole: true }),
      ...(await figures(request, measured, reconstruction)),
      perFrame: perFrame.digest,
    };
    return { measurement, psnr: measured.psnr };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Brings the reconstruction to the source's planes, the way the source came to the candidate, and compares. */
async function distortion(
  request: MeasureRunRequest,
  reconstruction: string,
  planes: string,
): Promise<PlanesMeasurement> {
  const { prepared, tools, signal } = request;
  const { clip, color, source } = prepared;
  const { width, height, frames, fps, matrix, range } = clip;
  const common = { width, height, frames, signal, ...(tools && { tools }) };
  await convertFrames({ ...common, matrix, range, input: reconstruction, output: planes, from: color, to: 'yuv420p' });
  return measurePlanes({ ...common, fps, reference: source, distorted: planes, pixelFormat: 'yuv420p' });
}

/** What the fact carries of the pair: every recorded metric by its name, and why one is absent. */
async function figures(
  { prepared: { rgb } }: MeasureRunRequest,
  measured: PlanesMeasurement,
  reconstruction: string,
): Promise<Pick<Measurement, 'metrics' | 'lossless' | 'absent'>> {
  const ofColor = rgb && {
    psnr_rgb: await packedPsnr(rgb.given, reconstruction),
    psnr_y_conversion_ceiling: rgb.ceilingPsnrYDb,
  };
  return {
    metrics: { ...recordedMetrics(measured), ...ofColor },
    lossless: measured.psnr.lossless,
    absent: { ...absentMetrics(measured) },
  };
}

/** The bytes that are counted are the bytes that decode: a readable stream of this quality, a packet for each call. */
function readBitstream(bytes: Uint8Array, { prepared: { clip }, run, api }: MeasureRunRequest): Bitstream {
  const refuse = (message: string): MeasurementRefused =>
    new MeasurementRefused('bitstream_invalid', `bitstream ${run.bitstream.digest}: ${message}`, {
      clip: clip.digest,
      quality: run.quality,
    });
  const stream = unpackOr(bytes, refuse);
  const packets = api === 'frame' ? clip.frames : 1;
  if (bytes.length !== run.bitstream.sizeBytes)
    throw refuse(`${bytes.length} bytes, the run says ${run.bitstream.sizeBytes}`);
  if (stream.quality !== run.quality) throw refuse(`quality ${stream.quality}, the run says ${run.quality}`);
  if (stream.packets.length !== packets) throw refuse(`${stream.packets.length} packets, expected ${packets}`);
  return stream;
}

function unpackOr(bytes: Uint8Array, refuse: (message: string) => Error): Bitstream {
  try {
    return unpackBitstream(bytes);
  } catch (error) {
    throw error instanceof BitstreamError ? refuse(error.message) : error;
  }
}

async function checkReconstruction({ prepared, run, store }: MeasureRunRequest): Promise<void> {
  const { clip, color } = prepared;
  const expected = clip.frames * frameBytes(color, clip.width, clip.height);
  const actual = await store.sizeOf(run.reconstruction.digest);
  if (actual === expected) return;
  const message = `reconstruction ${run.reconstruction.digest} has ${actual} bytes, expected exactly ${expected}`;
  const place = { clip: clip.digest, quality: run.quality };
  throw new MeasurementRefused('reconstruction_invalid', `${message} (${clip.frames} ${color} frames)`, place);
}
