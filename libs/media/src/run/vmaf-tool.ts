import { existsSync } from 'node:fs';
import { ffmpegCapabilities } from './capabilities.ts';
import { DEFAULT_TOOLS, type MediaTools } from './media-tools.ts';

/** What measured: the first line of each binary's `-version`. */
export interface ToolVersions {
  readonly ffmpeg: string;
  /** Where another one computed what libvmaf does. */
  readonly vmaf?: string;
}

/** The ffmpeg that runs libvmaf, with its version; undefined where none can. */
export async function vmafTool(
  tools: MediaTools = DEFAULT_TOOLS,
): Promise<{ readonly ffmpeg: string; readonly version: string } | undefined> {
  const own = await ffmpegCapabilities(tools);
  if (own.filters.libvmaf) return { ffmpeg: tools.ffmpeg, version: own.version };
  // It may come while a service runs.
  if (tools.vmaf === undefined || !existsSync(tools.vmaf)) return undefined;
  const other = await ffmpegCapabilities({ ffmpeg: tools.vmaf });
  return other.filters.libvmaf ? { ffmpeg: tools.vmaf, version: other.version } : undefined;
}

export async function toolVersions(tools: MediaTools = DEFAULT_TOOLS): Promise<ToolVersions> {
  const { version } = await ffmpegCapabilities(tools);
  const vmaf = await vmafTool(tools);
  return vmaf === undefined || vmaf.ffmpeg === tools.ffmpeg
    ? { ffmpeg: version }
    : { ffmpeg: version, vmaf: vmaf.version };
}
