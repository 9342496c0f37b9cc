import { CONTAINERS } from './containers.ts';

/** Bare planes: what nothing in the file says. */
export interface BarePlanes {
  readonly width: number;
  readonly height: number;
  /** ffmpeg's name. */
  readonly pixelFormat: string;
  readonly fps: { readonly num: number; readonly den: number };
}

/** What is opened, and with which decoders. */
export interface UntrustedInput {
  readonly path: string;
  readonly decoders: readonly string[];
  /** Given for bare planes: nothing is guessed from the content then. */
  readonly raw?: BarePlanes | undefined;
  /** ffmpeg's demuxer of what comes on stdin; there is no file then. */
  readonly piped?: 'yuv4mpegpipe' | undefined;
  /** Given for a folder of numbered pictures: the ending of their names. */
  readonly sequence?: { readonly ending: string; readonly fps: BarePlanes['fps'] } | undefined;
}

/**
 * Opens one local file and nothing else: a playlist, whatever its name, is no allowed format, and neither it nor a
 * reference inside a container can reach another file or the network.
 */
export function untrustedInput({ path, decoders, raw, piped, sequence }: UntrustedInput): string[] {
  const protocol = piped === undefined ? 'file' : 'pipe';
  const limits = ['-protocol_whitelist', protocol, '-codec_whitelist', decoders.join(','), '-max_pixels', MOST_PIXELS];
  if (piped !== undefined) return [...limits, '-f', piped, '-i', 'pipe:0'];
  if (sequence !== undefined) {
    const { num, den } = sequence.fps;
    const pictures = ['-f', 'image2', '-framerate', `${num}/${den}`, '-start_number', '0'];
    return [...limits, ...pictures, '-i', `file:${path}/%08d.${sequence.ending}`];
  }
  if (raw === undefined) return [...limits, '-format_whitelist', DEMUXERS, '-i', `file:${path}`];
  const layout = ['-pixel_format', raw.pixelFormat, '-video_size', `${raw.width}x${raw.height}`];
  return [...limits, '-f', 'rawvideo', ...layout, '-framerate', `${raw.fps.num}/${raw.fps.den}`, '-i', `file:${path}`];
}

const MOST_PIXELS = String(8192 * 8192);
const DEMUXERS = CONTAINERS.map(({ demuxer }) => demuxer).join(',');

/** The first video stream that is no cover picture, and no other. */
export const WANTED_STREAM: readonly string[] = ['-map', '0:V:0'];

/** ffmpeg's log as `ToolLog` reads it. */
export const TOLD: readonly string[] = ['-nostdin', '-hide_banner', '-nostats', '-v', 'repeat+level+info'];

/** Tells what each picture is, after the rotation that the container asks for. */
export const SHOW = 'showinfo=checksum=0';

/** ffmpeg: decodes the first picture of the wanted stream and says on stderr what it is. */
export const probeArguments = (input: UntrustedInput): string[] => [
  ...[...TOLD, '-threads', '1'],
  ...untrustedInput(input),
  ...WANTED_STREAM,
  ...['-frames:v', '1', '-fps_mode', 'passthrough', '-autoscale', '0', '-vf', SHOW, '-f', 'null', '-'],
];

/** ffmpeg: writes the headers of the first packets of an elementary stream to stderr, field by field. */
export const headerArguments = (input: UntrustedInput): string[] => [
  ...TOLD,
  ...untrustedInput(input),
  ...[...WANTED_STREAM, '-c', 'copy', '-bsf:v', 'trace_headers', '-frames:v', '1', '-f', 'null', '-'],
];
