import type { MediaTools } from '@codecsmith/media';
import { readConfig } from '@codecsmith/platform';

/** The ffmpeg that the settings name. */
export function mediaTools(): MediaTools {
  return { ffmpeg: readConfig(['LAB_MEDIA_FFMPEG']).LAB_MEDIA_FFMPEG };
}
