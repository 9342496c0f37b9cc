import type { MediaTools } from '@codecsmith/media';
import { readConfig } from '@codecsmith/platform';

/** The ffmpeg and ffprobe that the settings name. */
export function mediaTools(): MediaTools {
  const { LAB_MEDIA_FFMPEG, LAB_MEDIA_FFPROBE } = readConfig(['LAB_MEDIA_FFMPEG', 'LAB_MEDIA_FFPROBE']);
  return { ffmpeg: LAB_MEDIA_FFMPEG, ffprobe: LAB_MEDIA_FFPROBE };
}
