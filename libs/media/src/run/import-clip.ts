import { stat } from 'node:fs/promises';
import type { ArtifactStore } from '@codecsmith/artifacts';
import type { Assumption, ClipRecord } from '../clips/clip-record.ts';
import { bareFrameBytes, pixelFormatOf } from '../commands/pixel-format.ts';
import type { BarePlanes } from '../commands/probe.ts';
import { isAnimatedWebp, unpackAnimatedWebp } from './animated-webp.ts';
import { rateAssumption } from './assumptions.ts';
import { ClipRefused } from './clip-refused.ts';
import { decodeVideo, noRate, type DecodedVideo, type DecodeOptions, type VideoOptions } from './decode-video.ts';
import { DEFAULT_TOOLS, type MediaTools } from './media-tools.ts';
import { openVideo } from './open-video.ts';
import { gatherPictures, isPictureSequence } from './picture-sequence.ts';
import { probeFile, type VideoStream } from './probe-file.ts';
import { readY4m, type Y4m } from './y4m.ts';

/** Bare planes; only the rate may be left out, where another file gives it. */
export type RawLayout = BarePlanes;

export interface ImportOptions extends VideoOptions {
  readonly store: ArtifactStore;
  readonly name: string;
  /** Cap on the decoded bytes. */
  readonly maxBytes: number;
  /** Says that the file holds bare planes; nothing is probed then, whatever its name. */
  readonly raw?: RawLayout | undefined;
  /** Bits of a sample; else 8 for sources of 8 bits and 10 for deeper ones. */
  readonly depth?: 8 | 10 | undefined;
  readonly tools?: MediaTools | undefined;
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onPlan?: ((text: string) => void) | undefined;
}

/**
 * Decodes a video file once, keeps its planes as an artifact and describes them. 8-bit sources become yuv420p, deeper
 * ones yuv420p10le. Everything that was assumed or changed is in `assumptions`.
 *
 * @throws ClipRefused when the file is not what is allowed; the errors of `streamTool` when the tool itself fails.
 */
export async function importClip(file: string, options: ImportOptions): Promise<ClipRecord> {
  const { depth } = options;
  const target: DecodeOptions['target'] = (format) => ({
    chroma: '420',
    depth: depth ?? (format.depth === 8 ? 8 : 10),
  });
  const { sourceBytes, ...video } = await importVideo(file, { ...options, target });
  const { digest, width, height, frames, fps, matrix, range, source, assumptions, planes } = video;
  return {
    ...{ digest, name: options.name, width, height, fps, frames },
    pixelFormat: planes.depth === 8 ? 'yuv420p' : 'yuv420p10le',
    ...{ matrix, range, sourceBytes, sourceCompressed: source.codec !== 'rawvideo', source, assumptions },
  };
}

export type ImportVideoOptions = Omit<ImportOptions, 'name' | 'depth'> & Pick<DecodeOptions, 'target'>;

/** The planes of a file, a folder of pictures, or bare planes, in the format that is wanted. */
export async function importVideo(
  file: string,
  options: ImportVideoOptions,
): Promise<DecodedVideo & { readonly sourceBytes: number }> {
  if (options.raw === undefined && (await isPictureSequence(file))) return importPictures(file, options);
  const info = await stat(file).catch(() => undefined);
  if (info?.isFile() !== true) throw new ClipRefused('not_a_file', `file ${file} is not a readable regular file`);
  if (info.size === 0) throw new ClipRefused('unreadable', `file ${file} is empty`);
  if (options.raw === undefined && holdsBarePlanes(file)) throw barePlanes(`file ${file}`);
  if (options.raw !== undefined) checkWhole(info.size, options.raw);
  if (options.raw === undefined && (await isAnimatedWebp(file))) return importAnimation(file, info.size, options);
  const { tools = DEFAULT_TOOLS, signal, raw } = options;
  const y4m = raw === undefined ? await readY4m(file) : undefined;
  const opened = await openVideo(file, { tools, signal, raw, y4m });
  const probed = await probeFile(opened);
  const stream = y4m === undefined ? probed : { ...probed, ...saidOf(y4m) };
  const video = await decodeVideo(opened, stream, decodeOptions(options));
  const more = y4m === undefined ? [shorter(video, options)] : y4mAssumptions(y4m, options);
  return { ...withAssumptions(video, more), sourceBytes: info.size };
}

const decodeOptions = (options: ImportVideoOptions): DecodeOptions => ({
  ...options,
  timeoutMs: options.timeoutMs ?? 600_000,
});

async function importPictures(path: string, options: ImportVideoOptions) {
  const { tools = DEFAULT_TOOLS, signal, fps } = options;
  const pictures = await gatherPictures(path);
  try {
    if (fps === undefined) noRate(`${path}: pictures have no frame rate`);
    const sequence = { ending: pictures.ending, fps };
    const opened = await openVideo(pictures.folder, { tools, signal, sequence, name: path });
    const video = await decodeVideo(opened, await probeFile(opened), decodeOptions(options));
    return { ...video, sourceBytes: pictures.bytes };
  } finally {
    await pictures.remove();
  }
}

async function importAnimation(path: string, sourceBytes: number, options: ImportVideoOptions) {
  const { tools = DEFAULT_TOOLS, signal, fps } = options;
  const { timeoutMs } = decodeOptions(options);
  const { file, layout, rate, remove } = await unpackAnimatedWebp(path, { tools, timeoutMs, signal });
  try {
    if (rate === undefined && fps === undefined) noRate(`${path}: its pictures have no frame rate`);
    const opened = await openVideo(file, { tools, signal, raw: layout, name: path });
    const probed = await probeFile(opened);
    const seconds = probed.durationSeconds ?? 0;
    const bitrateKbps = seconds > 0 ? Math.round((8 * sourceBytes) / 1000 / seconds) : null;
    const stream = { ...probed, demuxer: 'webp', codec: 'webp', bitrateKbps };
    const video = await decodeVideo(opened, stream, decodeOptions(options));
    const averaged = fps === undefined ? rateAssumption(rate, fps) : undefined;
    return { ...withAssumptions(video, [averaged]), sourceBytes };
  } finally {
    await remove();
  }
}

/** Whether a file's name says that it holds planes and nothing that describes them. */
export const holdsBarePlanes = (file: string): boolean => /\.(yuv|raw|i420)$/i.test(file);

/** The refusal of bare planes without a layout; `what` names the file. */
export const barePlanes = (what: string): ClipRefused =>
  new ClipRefused('wrong_size', `${what} holds bare planes: give its size, such as 352x288`);

/** ffmpeg would leave a last frame out that is not whole. */
function checkWhole(sizeBytes: number, { pixelFormat, width, height }: RawLayout): void {
  const format = pixelFormatOf(pixelFormat);
  if (format === undefined)
    throw new ClipRefused('unsupported_format', `pixel format ${pixelFormat} is not known here`);
  const each = bareFrameBytes(format, width, height);
  if (sizeBytes % each === 0) return;
  throw new ClipRefused(
    'wrong_size',
    `${sizeBytes} bytes are no whole number of ${width}x${height} ${pixelFormat} frames (${each} bytes each)`,
  );
}

const isCut = ({ start, frames }: VideoOptions): boolean => start !== undefined || frames !== undefined;

/** Fewer bytes are no beginning of a frame: line feeds, mostly. */
const SHORTEST_CUT = 6;

const saidOf = ({ fps, starts }: Y4m): Pick<VideoStream, 'fps' | 'durationSeconds'> => ({
  fps,
  durationSeconds: fps && (starts.length * fps.den) / fps.num,
});

function y4mAssumptions(y4m: Y4m, options: ImportVideoOptions): (Assumption | undefined)[] {
  const { isMixed, tailBytes, frameBytes, unknownChroma } = y4m;
  const what = tailBytes < frameBytes && tailBytes > SHORTEST_CUT ? 'the last frame is cut off' : 'they are no frame';
  const tail = `${tailBytes} bytes after the last whole frame are left out: ${what}`;
  return [
    isMixed
      ? { code: 'interlaced', message: 'some frames are interlaced: both fields stay in their frame' }
      : undefined,
    unknownChroma === undefined
      ? undefined
      : {
          code: 'chroma_assumed',
          message: `the head calls its chroma ${unknownChroma}, which is not known: 4:2:0 of 8 bits is assumed`,
        },
    tailBytes > 0 && !isCut(options) ? { code: 'last_frame_cut_off', message: tail } : undefined,
  ];
}

/** A container that says more than it holds was cut off, although what is there can be decoded. */
function shorter({ frames, fps, stream }: DecodedVideo, options: ImportVideoOptions): Assumption | undefined {
  const { durationSeconds = 0 } = stream;
  if (isCut(options) || options.raw !== undefined || options.fps !== undefined) return undefined;
  const seconds = (frames * fps.den) / fps.num;
  if (durationSeconds - seconds < Math.max(0.5, (2 * fps.den) / fps.num)) return undefined;
  const message = `the container says ${durationSeconds.toFixed(2)} seconds, ${frames} frames of ${seconds.toFixed(2)} seconds are there`;
  return { code: 'shorter_than_declared', message };
}

const withAssumptions = (video: DecodedVideo, more: readonly (Assumption | undefined)[]): DecodedVideo => ({
  ...video,
  assumptions: [...video.assumptions, ...more.filter((each) => each !== undefined)],
});
