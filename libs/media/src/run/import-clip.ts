import { stat } from 'node:fs/promises';
import { ArtifactTooLarge, type ArtifactStore } from '@codecsmith/artifacts';
import type { ClipRecord } from '../clips/clip-record.ts';
import { colorOf, matrixOfTag, MATRICES } from '../commands/color.ts';
import { decodeArguments } from '../commands/decode.ts';
import { frameBytes } from '../commands/frame-format.ts';
import { ClipRefused } from './clip-refused.ts';
import { DEFAULT_TOOLS, type MediaTools } from './media-tools.ts';
import { openUntrusted } from './open-untrusted.ts';
import { probeFile, type VideoStream } from './probe-file.ts';
import { MediaToolFailed } from './run-errors.ts';
import { streamTool, type ToolRun } from './run-tool.ts';

export interface RawLayout {
  readonly width: number;
  readonly height: number;
  readonly pixelFormat: 'yuv420p' | 'yuv420p10le';
  readonly fps: { readonly num: number; readonly den: number };
}

export interface ImportOptions {
  readonly store: ArtifactStore;
  readonly name: string;
  /** Cap on the decoded bytes. */
  readonly maxBytes: number;
  /** Says that the file holds bare planes; nothing is probed then. */
  readonly raw?: RawLayout;
  readonly tools?: MediaTools;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Decodes a video file once, keeps its planes as an artifact and describes them. 8-bit sources become yuv420p, deeper
 * ones yuv420p10le.
 *
 * @throws ClipRefused when the file is not what is allowed; the errors of `streamTool` when the tool itself fails.
 */
export async function importClip(file: string, options: ImportOptions): Promise<ClipRecord> {
  const info = await stat(file).catch(() => undefined);
  if (info?.isFile() !== true) throw new ClipRefused('not_a_file', `file ${file} is not a readable regular file`);
  if (info.size === 0) throw new ClipRefused('unreadable', `file ${file} is empty`);
  if (options.raw !== undefined) return importRaw(file, info.size, options.raw, options);
  if (holdsBarePlanes(file)) throw barePlanes(`file ${file}`);
  return importContainer(file, info.size, options);
}

/** Whether a file's name says that it holds planes and nothing that describes them. */
export const holdsBarePlanes = (file: string): boolean => /\.(yuv|raw|i420)$/i.test(file);

/** The refusal of bare planes without a layout; `what` names the file. */
export const barePlanes = (what: string): ClipRefused =>
  new ClipRefused('wrong_size', `${what} holds bare planes: give its size, such as 352x288`);

async function importRaw(
  file: string,
  sourceBytes: number,
  raw: RawLayout,
  options: ImportOptions,
): Promise<ClipRecord> {
  const { store, name, maxBytes } = options;
  if (sourceBytes > maxBytes) throw tooLarge(maxBytes);
  const frames = wholeFrames(sourceBytes, raw);
  const { digest } = await store.putFile(file);
  return { digest, name, ...raw, frames, matrix: null, range: null, sourceBytes, sourceCompressed: false };
}

async function importContainer(file: string, sourceBytes: number, options: ImportOptions): Promise<ClipRecord> {
  const { store, name, maxBytes, tools = DEFAULT_TOOLS, signal } = options;
  const stream = await probeFile(file, { tools, signal });
  const layout = {
    width: stream.width,
    height: stream.height,
    pixelFormat: storedFormat(stream.pixelFormat),
    fps: stream.fps,
  };
  const color = tagsOf(stream);
  const opened = await openUntrusted(file, tools.ffmpeg);
  const args = decodeArguments({
    path: opened.path,
    sourceFormat: stream.pixelFormat,
    color: colorOf({ height: stream.height, ...color }),
    pixelFormat: layout.pixelFormat,
  });
  const run = opened.hold({ tool: tools.ffmpeg, args });
  const planes = wholePlanes({ ...run, timeoutMs: options.timeoutMs ?? 600_000, signal });
  const ref = await store.putStream(planes, { maxBytes }).catch((error: unknown) => {
    if (error instanceof ArtifactTooLarge) throw tooLarge(maxBytes);
    if (error instanceof MediaToolFailed)
      throw new ClipRefused('unreadable', `file cannot be decoded: ${error.message}`);
    throw error;
  });
  const frames = wholeFrames(ref.sizeBytes, layout);
  const sourceCompressed = stream.codec !== 'rawvideo';
  return { digest: ref.digest, name, ...layout, frames, ...color, sourceBytes, sourceCompressed };
}

/** The decoded planes; a file that was cut off is an error too, although ffmpeg then ends with code 0. */
async function* wholePlanes(run: ToolRun): AsyncGenerator<Buffer> {
  let log = '';
  yield* streamTool({ ...run, onStderr: (text) => (log += text) });
  if (/ended prematurely/i.test(log)) throw new ClipRefused('unreadable', `file is cut off: ${log.trim().slice(-500)}`);
}

function tagsOf({ matrixTag, range, pixelFormat }: VideoStream): { matrix: string | null; range: string | null } {
  const matrix = matrixOfTag(matrixTag);
  if (matrix === undefined) {
    throw new ClipRefused(
      'unsupported_matrix',
      `colour matrix ${matrixTag}: allowed are ${MATRICES.join(', ')} or no tag`,
    );
  }
  const isPlanar = /^yuvj?4/.test(pixelFormat);
  return { matrix, range: isPlanar ? (pixelFormat.startsWith('yuvj') ? 'pc' : range) : 'tv' };
}

/** Depth decides: up to 8 bit, or more. */
function storedFormat(pixelFormat: string): 'yuv420p' | 'yuv420p10le' {
  const known =
    /^(yuvj?4\d\dp|yuva4\d\dp|gray|gbrap?|nv12|nv21|yuyv422|uyvy422|rgb24|bgr24|rgba|bgra|bgr0|rgb0|p0)(9|10|12|14|16)?(le|be)?$/;
  const match = known.exec(pixelFormat);
  if (match === null) throw new ClipRefused('unsupported_format', `pixel format ${pixelFormat} cannot become yuv420p`);
  return match[2] === undefined ? 'yuv420p' : 'yuv420p10le';
}

function wholeFrames(sizeBytes: number, layout: Omit<RawLayout, 'fps'>): number {
  const each = frameBytes(layout.pixelFormat, layout.width, layout.height);
  if (sizeBytes > 0 && sizeBytes % each === 0) return sizeBytes / each;
  const { width, height, pixelFormat } = layout;
  throw new ClipRefused(
    'wrong_size',
    `${sizeBytes} bytes are no whole number of ${width}x${height} ${pixelFormat} frames (${each} bytes each)`,
  );
}

const tooLarge = (maxBytes: number): ClipRefused =>
  new ClipRefused('too_large', `the decoded clip exceeds ${maxBytes} bytes, the most allowed; cut or scale it first`);
