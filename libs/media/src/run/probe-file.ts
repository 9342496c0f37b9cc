import { basename } from 'node:path';
import { CONTAINERS, probeArguments } from '../commands/probe.ts';
import { openUntrusted } from './open-untrusted.ts';
import { MediaToolFailed } from './run-errors.ts';
import { runTool } from './run-tool.ts';
import type { MediaTools } from './media-tools.ts';
import { ClipRefused } from './clip-refused.ts';

export interface VideoStream {
  readonly index: number;
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  /** ffmpeg's name. */
  readonly pixelFormat: string;
  readonly fps: { readonly num: number; readonly den: number };
  /** Tag, or undefined when the file has none. */
  readonly matrixTag: string | undefined;
  readonly range: 'tv' | 'pc' | null;
}

interface ProbeJson {
  readonly streams?: readonly Record<string, unknown>[];
  readonly format?: Record<string, unknown>;
}

/** Reads what a video file is, from its content; its name plays no part. */
export async function probeFile(
  path: string,
  options: { readonly tools: MediaTools; readonly signal?: AbortSignal | undefined },
): Promise<VideoStream> {
  const { tools, signal } = options;
  const file = await openUntrusted(path, tools.ffprobe);
  const run = file.hold({ tool: tools.ffprobe, args: probeArguments(file.path) });
  const json = await runTool({ ...run, timeoutMs: 60_000, signal }).catch((error: unknown) => {
    if (error instanceof MediaToolFailed) throw refusedFile(error.stderrTail.replaceAll(file.path, basename(path)));
    throw error;
  });
  const probe = JSON.parse(json.toString('utf8')) as ProbeJson;
  const stream = (probe.streams ?? []).find(isVideo);
  if (stream === undefined) throw new ClipRefused('no_video', 'file has no video stream');
  return readStream(stream);
}

function refusedFile(stderrTail: string): ClipRefused {
  const names = Object.keys(CONTAINERS).join(', ');
  return new ClipRefused(
    'unreadable',
    `file is no video that can be read; allowed are ${names} and raw .yuv: ${stderrTail}`,
  );
}

function isVideo(stream: Record<string, unknown>): boolean {
  const disposition = stream['disposition'] as Record<string, unknown> | undefined;
  return stream['codec_type'] === 'video' && disposition?.['attached_pic'] !== 1;
}

function readStream(stream: Record<string, unknown>): VideoStream {
  const range = stream['color_range'];
  return {
    index: wholeNumber(stream, 'index', 0),
    codec: word(stream, 'codec_name'),
    width: wholeNumber(stream, 'width', 1),
    height: wholeNumber(stream, 'height', 1),
    pixelFormat: word(stream, 'pix_fmt'),
    fps: rational(stream['avg_frame_rate']) ?? rational(stream['r_frame_rate']) ?? noRate(),
    matrixTag: typeof stream['color_space'] === 'string' ? stream['color_space'] : undefined,
    range: range === 'tv' || range === 'pc' ? range : null,
  };
}

function wholeNumber(stream: Record<string, unknown>, field: string, least: number): number {
  const value = stream[field];
  if (typeof value === 'number' && Number.isInteger(value) && value >= least) return value;
  throw new ClipRefused('unreadable', `the video stream's ${field} cannot be told (${JSON.stringify(value)})`);
}

function word(stream: Record<string, unknown>, field: string): string {
  const value = stream[field];
  if (typeof value === 'string' && value !== '') return value;
  throw new ClipRefused('unreadable', `the video stream's ${field} cannot be told (${JSON.stringify(value)})`);
}

function rational(value: unknown): { num: number; den: number } | undefined {
  const match = typeof value === 'string' ? /^(\d+)\/(\d+)$/.exec(value) : null;
  const [num, den] = [Number(match?.[1]), Number(match?.[2])];
  return num > 0 && den > 0 ? { num, den } : undefined;
}

function noRate(): never {
  throw new ClipRefused('no_frame_rate', 'the file does not tell its frame rate');
}
