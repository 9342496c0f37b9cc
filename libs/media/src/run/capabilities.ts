import { OnceEach } from '@codecsmith/kernel';
import { softwareDecoders } from '../commands/containers.ts';
import type { MediaTools } from './media-tools.ts';
import { DEFAULT_TOOLS } from './media-tools.ts';
import { runTool } from './run-tool.ts';

/** Filters and encoders that enable something here. */
const FILTERS = ['ssim', 'psnr', 'libvmaf'] as const;
const ENCODERS = ['libx264', 'libx265', 'libsvtav1'] as const;
export type MediaFilter = (typeof FILTERS)[number];
export type MediaEncoder = (typeof ENCODERS)[number];

/** What the ffmpeg at hand can do; for `doctor`, and to tell an absent metric from a failed one. */
export interface FfmpegCapabilities {
  /** First line of `ffmpeg -version`. */
  readonly version: string;
  readonly filters: Readonly<Record<MediaFilter, boolean>>;
  readonly encoders: Readonly<Record<MediaEncoder, boolean>>;
}

const known = new OnceEach<FfmpegCapabilities>();

/** Asks ffmpeg once for each binary of a process. Throws `MediaToolMissing` when there is none. */
export const ffmpegCapabilities = (tools: MediaTools = DEFAULT_TOOLS): Promise<FfmpegCapabilities> =>
  known.get(tools.ffmpeg, () => ask(tools));

const decoders = new OnceEach<string[]>();

/** The decoders of the ffmpeg at hand that a stranger's file may be opened with; asked once for each binary. */
export const softwareDecoderNames = ({ ffmpeg }: MediaTools = DEFAULT_TOOLS): Promise<string[]> =>
  decoders.get(ffmpeg, async () => {
    const text = await runTool({ tool: ffmpeg, args: ['-hide_banner', '-decoders'], timeoutMs: 30_000 });
    return softwareDecoders(text.toString('utf8'));
  });

async function ask({ ffmpeg }: MediaTools): Promise<FfmpegCapabilities> {
  const text = async (argument: string): Promise<string> =>
    (await runTool({ tool: ffmpeg, args: ['-hide_banner', argument], timeoutMs: 30_000 })).toString('utf8');
  const [version, filters, encoders] = await Promise.all([text('-version'), text('-filters'), text('-encoders')]);
  return {
    version: version.split('\n', 1)[0] ?? '',
    filters: present(FILTERS, filters),
    encoders: present(ENCODERS, encoders),
  };
}

/** Both listings hold a line for each name, after its flags. */
const present = <const T extends string>(names: readonly T[], listing: string): Record<T, boolean> =>
  Object.fromEntries(names.map((name) => [name, new RegExp(`^ \\S+\\s+${name}\\s`, 'm').test(listing)])) as Record<
    T,
    boolean
  >;
