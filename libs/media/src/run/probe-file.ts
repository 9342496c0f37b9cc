import { basename } from 'node:path';
import { CONTAINERS, probeArguments } from '../commands/probe.ts';
import { ClipRefused } from './clip-refused.ts';
import type { MediaTools } from './media-tools.ts';
import { openUntrusted } from './open-untrusted.ts';
import { MediaToolFailed } from './run-errors.ts';
import { runTool } from './run-tool.ts';
import { ToolLog, type FrameInfo } from './tool-log.ts';

/** The one stream of a file that is opened: its first picture, and what the container says of it. */
export interface VideoStream extends FrameInfo {
  readonly codec: string;
  readonly fps: { readonly num: number; readonly den: number };
}

/**
 * Reads what a video file is, from its content; its name plays no part. The first video stream that is no cover picture
 * is opened; sound, subtitles, data and attachments are not.
 *
 * @throws ClipRefused when there is no such stream, or it cannot be decoded
 */
export async function probeFile(
  path: string,
  options: { readonly tools: MediaTools; readonly signal?: AbortSignal | undefined },
): Promise<VideoStream> {
  const { tools, signal } = options;
  const file = await openUntrusted(path, tools.ffmpeg);
  const run = file.hold({ tool: tools.ffmpeg, args: probeArguments(file.path) });
  const log = new ToolLog();
  await runTool({ ...run, timeoutMs: 60_000, signal, onStderr: log.add }).catch((error: unknown) => {
    if (!(error instanceof MediaToolFailed)) throw error;
    const reason = log.errors.replaceAll(file.path, basename(path));
    throw /matches no streams/.test(reason)
      ? new ClipRefused('no_video', 'file has no video stream')
      : refusedFile(reason === '' ? error.message : reason);
  });
  const { first, rate, codec } = log;
  if (first === undefined || codec === undefined) throw refusedFile('it holds no picture');
  if (rate === undefined) throw new ClipRefused('no_frame_rate', 'the file does not tell its frame rate');
  return { ...first, codec, fps: rate };
}

function refusedFile(reason: string): ClipRefused {
  const names = Object.keys(CONTAINERS).join(', ');
  return new ClipRefused(
    'unreadable',
    `file is no video that can be read; allowed are ${names} and raw .yuv: ${reason}`,
  );
}
