import type { ColorSpec } from './color.ts';
import { scaleFilter, type FrameSize } from './convert.ts';
import { SHOW, TOLD, untrustedInput, WANTED_STREAM, type UntrustedInput } from './probe.ts';
import { REPEATABLE } from './raw-video.ts';

/** Which part of a file is wanted. */
export interface Cut {
  /** First frame, from 0, or the time in seconds at which the first frame is. */
  readonly start?: { readonly frame: number } | { readonly seconds: number } | undefined;
  readonly frames?: number | undefined;
}

export interface DecodeRequest extends Cut {
  readonly input: UntrustedInput;
  /** The planes as they come, or a conversion. */
  readonly convert?: Conversion | undefined;
  /** The part of each picture that is kept. */
  readonly crop?: Crop | undefined;
  /** Pixel format of the output, by ffmpeg's name. */
  readonly pixelFormat: string;
}

/** A window, in samples of luma. */
export interface Crop {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A change of the pixel format, and of the size where one is given. */
interface Conversion {
  readonly from: ColorSpec;
  readonly to: ColorSpec;
  readonly size?: FrameSize | undefined;
}

/** ffmpeg: every wanted frame once, as planes on stdout, told on stderr; a damaged stream is an error. */
export function decodeArguments(request: DecodeRequest): string[] {
  const { input, convert, crop, pixelFormat } = request;
  const cut = crop === undefined ? [] : [`crop=${crop.width}:${crop.height}:${crop.x}:${crop.y}`];
  const change =
    convert === undefined ? [] : [scaleFilter(convert.from, convert.to, convert.size), `format=${pixelFormat}`];
  return [
    ...[...TOLD, '-xerror', ...REPEATABLE],
    ...untrustedInput(input),
    ...[...WANTED_STREAM, '-fps_mode', 'passthrough', '-autoscale', '0'],
    ...['-vf', [...trim(request), SHOW, ...cut, ...change].join(',')],
    ...['-f', 'rawvideo', '-pix_fmt', pixelFormat, '-flush_packets', '1', 'pipe:1'],
  ];
}

function trim({ start, frames }: Cut): string[] {
  const first =
    start === undefined ? [] : ['frame' in start ? `trim=start_frame=${start.frame}` : `trim=start=${start.seconds}`];
  return frames === undefined ? first : [...first, `trim=end_frame=${frames}`];
}
