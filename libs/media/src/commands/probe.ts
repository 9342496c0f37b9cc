/** Containers that clips may come in, by the names people use, and the ffmpeg demuxer of each. */
export const CONTAINERS = {
  y4m: 'yuv4mpegpipe',
  mp4: 'mov',
  mov: 'mov',
  mkv: 'matroska',
  webm: 'matroska',
  avi: 'avi',
  ivf: 'ivf',
  h264: 'h264',
  hevc: 'hevc',
} as const;

/** Decoders that may run on a stranger's file. */
const DECODERS = [
  ...['rawvideo', 'h264', 'hevc', 'av1', 'libdav1d', 'libaom-av1', 'vp8', 'vp9', 'mpeg1video', 'mpeg2video', 'mpeg4'],
  ...['mjpeg', 'prores', 'dnxhd', 'ffv1', 'huffyuv', 'ffvhuff', 'utvideo', 'v210'],
];

/**
 * Opens one local file and nothing else: a playlist, whatever its name, is no allowed format, and neither it nor a
 * reference inside a container can reach another file or the network.
 */
export const untrustedInput = (path: string): string[] => [
  ...['-protocol_whitelist', 'file', '-format_whitelist', [...new Set(Object.values(CONTAINERS))].join(',')],
  ...['-codec_whitelist', DECODERS.join(','), '-max_pixels', String(8192 * 8192)],
  ...['-i', `file:${path}`],
];

/** The first video stream that is no cover picture, and no other. */
export const WANTED_STREAM: readonly string[] = ['-map', '0:V:0'];

/** ffmpeg's log as `ToolLog` reads it. */
export const TOLD: readonly string[] = ['-nostdin', '-hide_banner', '-nostats', '-v', 'repeat+level+info'];

/** ffmpeg: decodes the first picture of the wanted stream and says on stderr what it is. */
export const probeArguments = (path: string): string[] => [
  ...[...TOLD, '-threads', '1', '-noautorotate'],
  ...untrustedInput(path),
  ...WANTED_STREAM,
  ...['-frames:v', '1', '-fps_mode', 'passthrough', '-autoscale', '0', '-vf', 'showinfo=checksum=0', '-f', 'null', '-'],
];
