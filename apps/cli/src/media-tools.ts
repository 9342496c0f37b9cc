import type { MediaTools } from '@codecsmith/media';
import { labLayout, readConfig } from '@codecsmith/platform';

/** The ffmpeg that the settings name, and the one that `doctor --install vmaf` fetched. */
export function mediaTools(): MediaTools {
  const config = readConfig(['LAB_HOME', 'LAB_MEDIA_FFMPEG']);
  return { ffmpeg: config.LAB_MEDIA_FFMPEG, vmaf: labLayout(config.LAB_HOME).vmaf };
}
