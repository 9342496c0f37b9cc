import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { FileArtifactStore } from '@codecsmith/artifacts';
import {
  frameBytes,
  importClip,
  ssim,
  type ClipRecord,
  type RawLayout,
  type RawVideo,
  type SsimResult,
} from '@codecsmith/media';
import { frameErrors, psnrOf, type FrameErrors, type PlaneLayout, type Psnr } from '@codecsmith/quality';
import { usageError } from '../exit-code.ts';

/** Largest decoded file. */
const MAX_PLANES_BYTES = 16 * 2 ** 30;
const RAW_EXTENSIONS = ['.yuv', '.raw', '.i420', '.420p'];

/** What was measured, by exact names; one entry of `perFrame` a frame. */
export interface PairMeasurement {
  readonly reference: ClipRecord;
  readonly distorted: ClipRecord;
  readonly metrics: Omit<Psnr, 'perFrame'> & Omit<SsimResult, 'perFrame'>;
  readonly perFrame: readonly Record<string, number | null>[];
}

/** A file of bare planes cannot say what it holds. */
export const isRawFile = (path: string): boolean => RAW_EXTENSIONS.includes(extname(path).toLowerCase());

/** Decodes both files to planes and compares them frame by frame, by index. */
export async function measureFiles(
  reference: string,
  distorted: string,
  raw: RawLayout | undefined,
): Promise<PairMeasurement> {
  const folder = await mkdtemp(join(tmpdir(), 'codecsmith-measure-'));
  try {
    const store = new FileArtifactStore(folder);
    const ref = await decode(store, 'REF', reference, raw);
    const dis = await decode(store, 'DIS', distorted, raw);
    checkAlike(ref, dis);
    return await compare(store, ref, dis);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function decode(
  store: FileArtifactStore,
  field: string,
  path: string,
  raw: RawLayout | undefined,
): Promise<ClipRecord> {
  const options = { store, name: field, maxBytes: MAX_PLANES_BYTES };
  if (!isRawFile(path)) return importClip(path, options);
  if (raw === undefined) throw usageError(`${field}: "${path}" holds bare planes; give --size WxH`, { field: 'size' });
  return importClip(path, { ...options, raw });
}

function checkAlike(ref: ClipRecord, dis: ClipRecord): void {
  for (const field of ['width', 'height', 'pixelFormat', 'frames'] as const) {
    if (ref[field] !== dis[field]) {
      throw usageError(`${field}: REF has ${ref[field]}, DIS has ${dis[field]}; they must be the same`, { field });
    }
  }
}

async function compare(store: FileArtifactStore, ref: ClipRecord, dis: ClipRecord): Promise<PairMeasurement> {
  const [refPath, disPath] = [await store.localPath(ref.digest), await store.localPath(dis.digest)];
  const layout: PlaneLayout = { ...sizeOf(ref), bitDepth: ref.pixelFormat === 'yuv420p' ? 8 : 10 };
  const { perFrame: psnrFrames, ...psnr } = psnrOf(await errorsOf(refPath, disPath, ref, layout), layout);
  const video = (url: string): RawVideo => ({ url, ...sizeOf(ref), pixelFormat: ref.pixelFormat, fps: ref.fps });
  const request = { reference: video(refPath), distorted: video(disPath), frames: ref.frames };
  const { perFrame: ssimFrames, ...ssimMeans } = await ssim(request);
  const perFrame = psnrFrames.map((frame, index) => ({ ...frame, ssim_y_ffmpeg: ssimFrames[index]?.y ?? null }));
  return { reference: ref, distorted: dis, metrics: { ...psnr, ...ssimMeans }, perFrame };
}

const sizeOf = ({ width, height }: ClipRecord): { width: number; height: number } => ({ width, height });

/** Reads one frame of each at a time, so that memory does not grow with the clip. */
async function errorsOf(
  refPath: string,
  disPath: string,
  clip: ClipRecord,
  layout: PlaneLayout,
): Promise<FrameErrors[]> {
  const bytes = frameBytes(clip.pixelFormat, clip.width, clip.height);
  const [ref, dis] = [await open(refPath), await open(disPath)];
  try {
    const errors: FrameErrors[] = [];
    for (let index = 0; index < clip.frames; index += 1) {
      const [left, right] = [await readFrame(ref, index, bytes), await readFrame(dis, index, bytes)];
      errors.push(frameErrors(samples(left, layout), samples(right, layout), layout));
    }
    return errors;
  } finally {
    await Promise.all([ref.close(), dis.close()]);
  }
}

async function readFrame(file: FileHandle, index: number, bytes: number): Promise<Uint8Array> {
  const frame = new Uint8Array(bytes);
  const { bytesRead } = await file.read(frame, 0, bytes, index * bytes);
  if (bytesRead !== bytes) throw new Error(`frame ${index} is cut short: ${bytesRead} of ${bytes} bytes`);
  return frame;
}

const samples = (frame: Uint8Array, { bitDepth }: PlaneLayout): Uint8Array | Uint16Array =>
  bitDepth === 8 ? frame : new Uint16Array(frame.buffer, frame.byteOffset, frame.byteLength / 2);
