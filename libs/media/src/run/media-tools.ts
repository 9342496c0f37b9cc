/** Which binary to run. Its name is looked up in the usual system folders, never in the caller's environment. */
export interface MediaTools {
  readonly ffmpeg: string;
}

export const DEFAULT_TOOLS: MediaTools = { ffmpeg: 'ffmpeg' };
