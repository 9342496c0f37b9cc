import { basename } from 'node:path';
import type { UntrustedInput } from '../commands/probe.ts';
import { softwareDecoderNames } from './capabilities.ts';
import type { MediaTools } from './media-tools.ts';
import { openUntrusted } from './open-untrusted.ts';
import type { OpenedFile } from './probe-file.ts';
import { y4mStream, type Y4m } from './y4m.ts';

/** How ffmpeg is started on a stranger's file: held where it can be, with decoders that are pure software. */
export async function openVideo(
  file: string,
  options: Pick<UntrustedInput, 'raw' | 'sequence'> & {
    readonly tools: MediaTools;
    /** Given for a file that is read here and piped in. */
    readonly y4m?: Y4m | undefined;
    readonly signal?: AbortSignal | undefined;
    /** What messages call it, where that is not its own name. */
    readonly name?: string | undefined;
  },
): Promise<OpenedFile> {
  const { tools, signal, raw, sequence, y4m, name = basename(file) } = options;
  const [opened, decoders] = await Promise.all([openUntrusted(file, tools.ffmpeg), softwareDecoderNames(tools)]);
  return {
    input: { path: opened.path, decoders, raw, sequence, piped: y4m && 'yuv4mpegpipe' },
    name,
    hold: (args, frames) => ({
      ...opened.hold({ tool: tools.ffmpeg, args }),
      signal,
      stdin: y4m && y4mStream(file, y4m, frames),
    }),
  };
}
