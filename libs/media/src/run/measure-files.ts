import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileArtifactStore } from '@codecsmith/artifacts';
import { METRIC_NAMES, pickMetrics, type MetricValues } from '@codecsmith/quality';
import type { ClipRecord } from '../clips/clip-record.ts';
import { ffmpegCapabilities } from './capabilities.ts';
import { ClipRefused } from './clip-refused.ts';
import { barePlanes, holdsBarePlanes, importClip, type RawLayout } from './import-clip.ts';
import type { MediaTools } from './media-tools.ts';
import {
  absentMetrics,
  frameMetrics,
  measurePlanes,
  type FrameMetrics,
  type PlanesMeasurement,
} from './measure-planes.ts';

export interface MeasureFilesOptions {
  /** Layout of files of bare planes (`.yuv`, `.raw`, `.i420`); such a file otherwise takes the other one's. */
  readonly raw?: RawLayout;
  /** Cap on each file's decoded bytes. */
  readonly maxBytes?: number;
  /** Folder for the decoded planes, removed at the end. */
  readonly workFolder?: string;
  readonly tools?: MediaTools;
  readonly signal?: AbortSignal;
}

/** The document of `codecsmith measure --json`. */
export interface FilesMeasurement {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly fps: { readonly num: number; readonly den: number };
  readonly pixelFormat: string;
  readonly lossless: boolean;
  /** By exact name; null where planes are equal. */
  readonly metrics: MetricValues;
  /** Why a metric is not there. */
  readonly absent: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
  readonly perFrame: readonly FrameMetrics[];
  readonly tools: { readonly ffmpeg: string };
}

/**
 * Measures a distorted file against its reference, raw or in a container, without a running lab.
 *
 * @throws ClipRefused when a file cannot be read or the two do not match, naming the field and both values
 */
export async function measureFiles(
  reference: string,
  distorted: string,
  options: MeasureFilesOptions = {},
): Promise<FilesMeasurement> {
  const folder = await mkdtemp(join(options.workFolder ?? tmpdir(), 'measure-'));
  try {
    const store = new FileArtifactStore(folder);
    const [ref, dis] = await importPair(store, reference, distorted, options);
    checkAlike(ref, dis);
    const measured = await measurePlanes({
      ...ref,
      reference: await store.localPath(ref.digest),
      distorted: await store.localPath(dis.digest),
      ...(options.tools === undefined ? {} : { tools: options.tools }),
      signal: options.signal,
    });
    const { version } = await ffmpegCapabilities(options.tools);
    return documentOf(ref, measured, warningsOf(ref, dis), version);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function importPair(
  store: FileArtifactStore,
  reference: string,
  distorted: string,
  options: MeasureFilesOptions,
): Promise<[ClipRecord, ClipRecord]> {
  const { maxBytes = 64 * 2 ** 30, tools, signal } = options;
  const common = { store, maxBytes, ...(tools && { tools }), ...(signal && { signal }) };
  const load = (file: string, name: string, raw: RawLayout | undefined): Promise<ClipRecord> => {
    if (!holdsBarePlanes(file)) return importClip(file, { ...common, name });
    if (raw !== undefined) return importClip(file, { ...common, name, raw });
    throw barePlanes(`${name} ${file}`);
  };
  if (holdsBarePlanes(reference) && !holdsBarePlanes(distorted)) {
    const dis = await load(distorted, 'distorted', undefined);
    return [await load(reference, 'reference', options.raw ?? layoutOf(dis)), dis];
  }
  const ref = await load(reference, 'reference', options.raw);
  return [ref, await load(distorted, 'distorted', options.raw ?? layoutOf(ref))];
}

const layoutOf = ({ width, height, pixelFormat, fps }: ClipRecord): RawLayout => ({ width, height, pixelFormat, fps });

function checkAlike(ref: ClipRecord, dis: ClipRecord): void {
  for (const field of ['width', 'height', 'pixelFormat', 'frames'] as const) {
    if (ref[field] === dis[field]) continue;
    throw new ClipRefused('wrong_size', `${field} differs: reference ${ref[field]}, distorted ${dis[field]}`);
  }
}

const warningsOf = (ref: ClipRecord, dis: ClipRecord): string[] =>
  (['matrix', 'range'] as const)
    .filter((tag) => ref[tag] !== null && dis[tag] !== null && ref[tag] !== dis[tag])
    .map((tag) => `${tag} tags differ: reference ${ref[tag]}, distorted ${dis[tag]}; planes were compared as they are`);

function documentOf(
  clip: ClipRecord,
  measured: PlanesMeasurement,
  warnings: string[],
  ffmpeg: string,
): FilesMeasurement {
  const { psnr, ssim, further } = measured;
  const { width, height, frames, fps, pixelFormat } = clip;
  return {
    ...{ width, height, frames, fps, pixelFormat, lossless: psnr.lossless },
    metrics: pickMetrics({ ...psnr, ...ssim, ...further.values }, METRIC_NAMES),
    absent: absentMetrics(measured),
    warnings,
    perFrame: frameMetrics(measured),
    tools: { ffmpeg },
  };
}
