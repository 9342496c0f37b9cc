import { ArtifactTooLarge, type ArtifactStore } from '@codecsmith/artifacts';
import type { Assumption, SourceMedia } from '../clips/clip-record.ts';
import { colorOf, matrixOfTag, MATRICES, type ColorSpec, type Matrix, type Range } from '../commands/color.ts';
import type { FrameSize } from '../commands/convert.ts';
import { decodeArguments, type Crop, type Cut } from '../commands/decode.ts';
import {
  pixelFormatOf,
  planarBytes,
  planarName,
  type PixelFormat,
  type PlanarFormat,
} from '../commands/pixel-format.ts';
import { formatAssumptions, rateAssumption, sourceOf } from './assumptions.ts';
import { ClipRefused } from './clip-refused.ts';
import { keptFrames, rateOf, type FoundRate } from './frame-times.ts';
import type { OpenedFile, VideoStream } from './probe-file.ts';
import { MediaToolFailed } from './run-errors.ts';
import { streamTool, type ToolRun } from './run-tool.ts';
import { ToolLog, type Rational } from './tool-log.ts';

/** What is wanted of a file, besides its frames as they are. */
export interface VideoOptions extends Cut {
  /** Corrects or replaces what the file says. */
  readonly fps?: Rational | undefined;
  readonly matrix?: Matrix | undefined;
  readonly range?: Range | undefined;
  readonly scale?: FrameSize | undefined;
  /** Cuts a few samples off each side, so that the grid of blocks of a lossy codec meets no block of another. */
  readonly offGrid?: boolean | undefined;
}

export interface DecodeOptions extends VideoOptions {
  readonly store: ArtifactStore;
  /** Cap on the decoded bytes. */
  readonly maxBytes: number;
  readonly timeoutMs: number;
  /** The planes that a format becomes. */
  readonly target: (format: PixelFormat) => PlanarFormat;
  /** Hears what is about to be decoded. */
  readonly onPlan?: ((text: string) => void) | undefined;
}

/** A file as planes in a store. */
export interface DecodedVideo {
  readonly digest: string;
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly fps: Rational;
  readonly planes: PlanarFormat;
  readonly matrix: string | null;
  readonly range: string | null;
  readonly stream: VideoStream;
  readonly source: SourceMedia;
  readonly assumptions: readonly Assumption[];
}

/**
 * Decodes one stream of a file once, and keeps its planes as an artifact.
 *
 * @throws ClipRefused when the file is not what is allowed; the errors of `streamTool` when the tool itself fails
 */
export async function decodeVideo(
  file: OpenedFile,
  stream: VideoStream,
  options: DecodeOptions,
): Promise<DecodedVideo> {
  const format = pixelFormatOf(stream.pixelFormat);
  if (format === undefined) {
    throw new ClipRefused('unsupported_format', `pixel format ${stream.pixelFormat} cannot become planes of YCbCr`);
  }
  checkRate(stream, options);
  const planes = options.target(format);
  const tags = tagsOf(stream, format, options);
  const crop = options.offGrid === true ? offGridPart(stream) : undefined;
  const { width, height } = options.scale ?? crop ?? stream;
  const frameBytes = planarBytes(planes, width, height);
  checkPlan(stream, frameBytes, options);
  const log = new ToolLog();
  const convert = conversionOf(stream, format, { planes, tags, scale: options.scale });
  const args = decodeArguments({
    ...{ input: file.input, start: options.start, frames: options.frames, crop },
    // A stream whose planes are kept keeps its own name too: yuvj420p to yuv420p would change the range.
    ...(convert === undefined ? { pixelFormat: stream.pixelFormat } : { convert, pixelFormat: planarName(planes) }),
  });
  const { digest, sizeBytes } = await store(file, args, { log, stream, frameBytes, bytes: 0 }, options);
  const frames = countFrames(sizeBytes, frameBytes, log, options);
  const found = foundRate(log, stream);
  return {
    ...{ digest, width, height, frames, planes, ...tags, stream },
    fps: options.fps ?? found?.fps ?? noRate(),
    source: sourceOf(stream),
    assumptions: [
      ...(log.cutOff.size === 0 ? [] : [CUT_OFF]),
      ...formatAssumptions(stream, { format, target: planes, ...tags }),
      ...[rateAssumption(found, options.fps), offGrid(crop), scaled(crop ?? stream, options.scale)].filter(
        (each) => each !== undefined,
      ),
    ],
  };
}

const CUT_OFF: Assumption = {
  code: 'file_cut_off',
  message: 'the file is cut off, behind these pictures or in another stream: they are whole',
};

function checkRate({ fps }: VideoStream, options: VideoOptions): void {
  if (fps === undefined && options.fps === undefined) noRate();
}

/** The refusal of pictures without a rate; `what` says what has none. */
export function noRate(what = 'the file does not say its frame rate'): never {
  throw new ClipRefused('no_frame_rate', `${what}: give it, such as --fps 25`);
}

/** Refuses what cannot fit before anything is decoded, as far as the container says how long it is. */
function checkPlan({ durationSeconds, fps }: VideoStream, frameBytes: number, options: DecodeOptions): void {
  const { start, frames: wanted, maxBytes, onPlan } = options;
  const rate = fps === undefined ? 0 : fps.num / fps.den;
  const skipped = start === undefined ? 0 : 'frame' in start ? start.frame : start.seconds * rate;
  const left = durationSeconds === undefined ? undefined : Math.max(0, Math.round(durationSeconds * rate - skipped));
  const frames = left === undefined || left === 0 ? wanted : Math.min(left, wanted ?? left);
  if (frames === undefined) return;
  const bytes = frames * frameBytes;
  // A container's length may be a few frames off: the cap itself is kept while decoding.
  if (bytes > maxBytes * 1.02)
    throw tooLarge(maxBytes, frameBytes, `about ${frames} frames need ${inMegabytes(bytes)}`);
  onPlan?.(`decoding about ${frames} frames, ${inMegabytes(bytes)} of at most ${inMegabytes(maxBytes)}`);
}

const inMegabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(bytes < 10 * 2 ** 20 ? 1 : 0)} MiB`;

/** The refusal of a file that is too long or too large. */
const tooLarge = (maxBytes: number, frameBytes: number, what = 'the decoded frames need more'): ClipRefused => {
  const most = Math.floor(maxBytes / frameBytes);
  const cure =
    most >= 1 ? `--frames ${most} takes what fits, --scale WxH makes it smaller` : '--scale WxH makes it smaller';
  return new ClipRefused('too_large', `${what}: the most allowed is ${maxBytes} bytes (LAB_MEDIA_CLIP_BYTES); ${cure}`);
};

interface Tags {
  readonly matrix: string | null;
  readonly range: string | null;
}

/** The tags of the planes: those that are given, else the file's; RGB is converted by known ones. */
function tagsOf(stream: VideoStream, format: PixelFormat, options: VideoOptions): Tags {
  const given = { matrix: options.matrix ?? null, range: options.range ?? null };
  if (format.model === 'rgb') return { ...colorOf({ height: (options.scale ?? stream).height, ...given }) };
  const matrix = given.matrix ?? matrixOfTag(stream.matrixTag);
  if (matrix === undefined) {
    throw new ClipRefused(
      'unsupported_matrix',
      `colour matrix ${stream.matrixTag}: allowed are ${MATRICES.join(', ')} or no tag; --matrix states another`,
    );
  }
  return { matrix, range: given.range ?? (format.fullRange ? 'pc' : stream.range) };
}

/** Nothing where the stream's planes are what is wanted already. */
function conversionOf(
  stream: VideoStream,
  format: PixelFormat,
  {
    planes,
    tags,
    scale,
  }: { readonly planes: PlanarFormat; readonly tags: Tags; readonly scale: FrameSize | undefined },
) {
  const name = stream.pixelFormat.replace('yuvj', 'yuv');
  if (name === planarName(planes) && scale === undefined) return undefined;
  const to: ColorSpec = colorOf({ height: stream.height, ...tags });
  const from: ColorSpec = format.model === 'rgb' ? { matrix: to.matrix, range: 'pc' } : to;
  return { from, to, size: scale };
}

/** What became of a decoder's run so far. */
interface Progress {
  readonly log: ToolLog;
  readonly stream: VideoStream;
  readonly frameBytes: number;
  /** Bytes that came out of it. */
  bytes: number;
}

async function store(file: OpenedFile, args: readonly string[], progress: Progress, options: DecodeOptions) {
  const { maxBytes, timeoutMs } = options;
  const run = { ...file.hold(args, lastFrame(progress.stream, options)), timeoutMs };
  const planes = checkedPlanes(run, progress, options.frames);
  return options.store.putStream(planes, { maxBytes }).catch((error: unknown) => {
    if (error instanceof ArtifactTooLarge) throw tooLarge(maxBytes, progress.frameBytes);
    if (error instanceof MediaToolFailed) throw damaged(progress, error.message);
    throw error;
  });
}

/** The number of frames up to the end of what is wanted; undefined for all of them. */
function lastFrame({ fps }: VideoStream, { start, frames, ...given }: VideoOptions): number | undefined {
  if (frames === undefined) return undefined;
  if (start === undefined || 'frame' in start) return (start?.frame ?? 0) + frames;
  const rate = fps ?? given.fps ?? { num: 25, den: 1 };
  return Math.ceil((start.seconds * rate.num) / rate.den) + frames;
}

/** The decoded planes; a change of the size and a stream that was cut off are errors too. */
async function* checkedPlanes(run: ToolRun, progress: Progress, wanted?: number): AsyncGenerator<Buffer> {
  const { log, stream } = progress;
  try {
    for await (const chunk of streamTool({ ...run, onStderr: log.add })) {
      if (log.change !== undefined) throw sizeChanges(log);
      progress.bytes += chunk.length;
      yield chunk;
    }
  } catch (error) {
    // Damage behind the last frame that is wanted is met while reading ahead.
    if (!(error instanceof MediaToolFailed) || wholeFrames(progress) !== wanted) throw error;
  }
  if (log.change !== undefined) throw sizeChanges(log);
  if (wholeFrames(progress) === wanted) return;
  if (log.cutOff.has(-1) || log.cutOff.has(stream.index)) throw damaged(progress, 'it ends in the middle');
}

function sizeChanges({ first, change }: ToolLog): ClipRefused {
  const [before, after] = [first, change?.info].map((info) => `${info?.width}x${info?.height}`);
  return new ClipRefused(
    'size_changes',
    `frame ${change?.frame} is ${after}, the frames before it are ${before}: one size is allowed`,
  );
}

/** Frames before the damage that came out whole; behind a gap between two frames nothing is. */
function wholeFrames({ log: { times, tick, frames }, stream: { fps }, bytes, frameBytes }: Progress): number {
  const hasTimes = times.length === frames && tick !== undefined && fps !== undefined;
  return Math.min(hasTimes ? keptFrames(times, tick, fps) : frames, Math.floor(bytes / frameBytes));
}

function damaged(progress: Progress, reason: string): ClipRefused {
  const why = progress.log.errors === '' ? reason : progress.log.errors;
  const frames = wholeFrames(progress);
  if (frames === 0) return new ClipRefused('unreadable', `file cannot be decoded: ${why}`);
  return new ClipRefused(
    'damaged',
    `file is cut off or damaged after ${frames} whole frames, --frames ${frames} takes those: ${why}`,
  );
}

function countFrames(
  sizeBytes: number,
  frameBytes: number,
  { frames }: ToolLog,
  { start, frames: wanted }: Cut,
): number {
  if (sizeBytes === 0)
    throw new ClipRefused('wrong_cut', 'no frame is left: the file ends before the start that was given');
  if (sizeBytes !== frames * frameBytes) {
    throw new ClipRefused('wrong_size', `${sizeBytes} bytes are not ${frames} frames of ${frameBytes} bytes`);
  }
  if (wanted === undefined || wanted === frames) return frames;
  const where = start === undefined ? '' : ' from the given start on';
  throw new ClipRefused('wrong_cut', `frames: ${wanted} are wanted, the file has ${frames}${where}`);
}

function foundRate({ times, tick, frames }: ToolLog, { fps }: VideoStream): FoundRate | undefined {
  if (tick === undefined || times.length !== frames || fps === undefined) return fps && { fps };
  return rateOf(times, tick, fps);
}

function scaled({ width, height }: FrameSize, scale: FrameSize | undefined): Assumption | undefined {
  if (scale === undefined) return undefined;
  return { code: 'scaled', message: `scaled from ${width}x${height} to ${scale.width}x${scale.height} by lanczos` };
}

/** Six at the start is no multiple of four: the smallest blocks are met off their grid too. */
const OFF_GRID = { start: 6, end: 2 };
const SMALLEST_OFF_GRID = 16;

function offGridPart({ width, height }: FrameSize): Crop {
  const side = (size: number): number => {
    const left = size - OFF_GRID.start - OFF_GRID.end;
    if (left >= SMALLEST_OFF_GRID) return left - (left % 2);
    throw new ClipRefused('wrong_size', `off-grid: ${width}x${height} is too small to be cut`);
  };
  return { x: OFF_GRID.start, y: OFF_GRID.start, width: side(width), height: side(height) };
}

function offGrid(part: Crop | undefined): Assumption | undefined {
  if (part === undefined) return undefined;
  const message = `cut to ${part.width}x${part.height} from column and line ${OFF_GRID.start} on, off the block grid of its codec`;
  return { code: 'off_grid', message };
}
