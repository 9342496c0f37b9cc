/** Which binaries to run. Names are looked up in the usual system folders, never in the caller's environment. */
export interface MediaTools {
  readonly ffmpeg: string;
  readonly ffprobe: string;
}

export const DEFAULT_TOOLS: MediaTools = { ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' };
