/** A kind of file that may be opened, and why that is safe for a file of a stranger. */
export interface Container {
  /** Names that people use. */
  readonly names: readonly string[];
  /** ffmpeg's demuxer. */
  readonly demuxer: string;
  /** Whether it states a frame rate: always, never, or only where the coded stream does. */
  readonly rate: 'stated' | 'none' | 'in the stream';
  readonly why: string;
}

const SELF_CONTAINED = 'all bytes are in the file; it names no other file';

/**
 * Every container that may be opened, its demuxer, and why. Playlists, concatenation scripts, manifests, image patterns
 * and network formats are not here: they name other files. What is inside is decoded by `softwareDecoders`.
 */
export const CONTAINERS: readonly Container[] = [
  {
    names: ['mp4', 'mov', 'm4v', '3gp'],
    demuxer: 'mov',
    rate: 'stated',
    why: 'references to other files are off by default (enable_drefs)',
  },
  {
    names: ['mkv', 'webm'],
    demuxer: 'matroska',
    rate: 'stated',
    why: 'linked segments are not followed; attachments are not opened',
  },
  { names: ['avi'], demuxer: 'avi', rate: 'stated', why: SELF_CONTAINED },
  { names: ['ts', 'mts', 'm2ts'], demuxer: 'mpegts', rate: 'stated', why: SELF_CONTAINED },
  { names: ['mpg', 'vob'], demuxer: 'mpeg', rate: 'stated', why: SELF_CONTAINED },
  { names: ['m1v', 'm2v'], demuxer: 'mpegvideo', rate: 'stated', why: SELF_CONTAINED },
  { names: ['flv'], demuxer: 'flv', rate: 'stated', why: SELF_CONTAINED },
  { names: ['wmv', 'asf'], demuxer: 'asf', rate: 'stated', why: SELF_CONTAINED },
  { names: ['ogv', 'ogg'], demuxer: 'ogg', rate: 'stated', why: SELF_CONTAINED },
  { names: ['mxf'], demuxer: 'mxf', rate: 'stated', why: SELF_CONTAINED },
  { names: ['nut'], demuxer: 'nut', rate: 'stated', why: SELF_CONTAINED },
  { names: ['dv'], demuxer: 'dv', rate: 'stated', why: SELF_CONTAINED },
  { names: ['gif'], demuxer: 'gif', rate: 'stated', why: SELF_CONTAINED },
  { names: ['apng'], demuxer: 'apng', rate: 'stated', why: SELF_CONTAINED },
  { names: ['ivf'], demuxer: 'ivf', rate: 'stated', why: SELF_CONTAINED },
  { names: ['y4m'], demuxer: 'yuv4mpegpipe', rate: 'stated', why: SELF_CONTAINED },
  { names: ['h264'], demuxer: 'h264', rate: 'in the stream', why: SELF_CONTAINED },
  { names: ['hevc'], demuxer: 'hevc', rate: 'in the stream', why: SELF_CONTAINED },
  { names: ['obu'], demuxer: 'obu', rate: 'in the stream', why: SELF_CONTAINED },
  { names: ['m4v stream'], demuxer: 'm4v', rate: 'none', why: SELF_CONTAINED },
  { names: ['mjpeg'], demuxer: 'mjpeg', rate: 'none', why: SELF_CONTAINED },
  { names: ['png'], demuxer: 'png_pipe', rate: 'none', why: 'one picture from one file, no pattern' },
  { names: ['jpg'], demuxer: 'jpeg_pipe', rate: 'none', why: 'one picture from one file, no pattern' },
  { names: ['tiff'], demuxer: 'tiff_pipe', rate: 'none', why: 'one picture from one file, no pattern' },
  { names: ['bmp'], demuxer: 'bmp_pipe', rate: 'none', why: 'one picture from one file, no pattern' },
  {
    names: ['webp'],
    demuxer: 'webp_pipe',
    rate: 'none',
    why: 'one picture from one file; one that moves is read by sharp',
  },
];

/** The container that ffmpeg opened; `demuxers` are its names of it, separated by commas. */
export const containerOf = (demuxers: string): Container | undefined =>
  CONTAINERS.find(({ demuxer }) => demuxers.split(',').includes(demuxer));

/** Decoders that are no pure software: they hand the stream to a device, an operating system's service or a pointer. */
const NOT_PURE =
  /(_cuvid|_qsv|_mediacodec|_mmal|_rkmpp|_v4l2m2m|_amf|_oh|_vaapi|_videotoolbox|_crystalhd)$|^(wrapped_avframe|vnull|av1)$/;

/** What remains of a listing of `ffmpeg -decoders`: the decoders of pictures that run in this process alone. */
export function softwareDecoders(listing: string): string[] {
  const names = [...listing.matchAll(/^ V\S{5} +(\S+)/gm)].map((match) => match[1] ?? '');
  return names.filter((name) => name !== '=' && !NOT_PURE.test(name));
}
