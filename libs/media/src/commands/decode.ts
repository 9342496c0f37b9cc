import type { ColorSpec } from './color.ts';
import { scaleFilter } from './convert.ts';
import { untrustedInput, WANTED_STREAM } from './probe.ts';
import { QUIET, REPEATABLE } from './raw-video.ts';

export interface DecodeRequest {
  readonly path: string;
  /** Pixel format of the stream, by ffmpeg's name. */
  readonly sourceFormat: string;
  readonly color: ColorSpec;
  readonly pixelFormat: 'yuv420p' | 'yuv420p10le';
}

/** Formats whose planes are stored as they are. */
const SAME_PLANES: Readonly<Record<string, readonly string[]>> = {
  yuv420p: ['yuv420p', 'yuvj420p'],
  yuv420p10le: ['yuv420p10le'],
};

/** ffmpeg: every decoded frame once, as planes on stdout; a damaged stream is an error, a size change too. */
export function decodeArguments(request: DecodeRequest): string[] {
  const { path, sourceFormat, color, pixelFormat } = request;
  const from: ColorSpec = /rgb|bgr|gbr/.test(sourceFormat) ? { matrix: color.matrix, range: 'pc' } : color;
  const same = SAME_PLANES[pixelFormat]?.includes(sourceFormat) === true;
  return [
    ...QUIET,
    '-xerror',
    '-noautorotate',
    ...REPEATABLE,
    ...untrustedInput(path),
    ...[...WANTED_STREAM, '-fps_mode', 'passthrough', '-autoscale', '0'],
    ...(same ? [] : ['-vf', `${scaleFilter(from, color)},format=${pixelFormat}`]),
    ...['-f', 'rawvideo', '-pix_fmt', same ? sourceFormat : pixelFormat, 'pipe:1'],
  ];
}
