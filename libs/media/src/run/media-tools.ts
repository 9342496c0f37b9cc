/** Which binaries to run. A name is looked up in the usual system folders, never in the caller's environment. */
export interface MediaTools {
  readonly ffmpeg: string;
  /** Path of a second ffmpeg for the metrics of libvmaf alone, where the first has none; it need not be there. */
  readonly vmaf?: string | undefined;
}

export const DEFAULT_TOOLS: MediaTools = { ffmpeg: 'ffmpeg' };
