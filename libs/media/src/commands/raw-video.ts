/** Raw frames as ffmpeg reads or writes them. */
export interface RawVideo {
  /** A path, or `pipe:0` / `pipe:1`. */
  readonly url: string;
  /** ffmpeg's name. */
  readonly pixelFormat: string;
  readonly width: number;
  readonly height: number;
  /** Only encoders look at it. */
  readonly fps?: { readonly num: number; readonly den: number };
}

/** Quiet, never asks, one thread, repeatable. */
export const QUIET: readonly string[] = ['-nostdin', '-hide_banner', '-v', 'error'];
export const REPEATABLE: readonly string[] = ['-threads', '1', '-fflags', '+bitexact', '-flags', '+bitexact'];

/** Input arguments for raw frames: nothing is guessed, and nothing but this file is opened. */
export function rawInput({ url, pixelFormat, width, height, fps }: RawVideo): string[] {
  return [
    ...['-protocol_whitelist', url.startsWith('pipe:') ? 'pipe' : 'file'],
    ...['-f', 'rawvideo', '-pixel_format', pixelFormat, '-video_size', `${width}x${height}`],
    ...['-framerate', fps === undefined ? '25' : `${fps.num}/${fps.den}`],
    ...['-i', url.startsWith('pipe:') ? url : `file:${url}`],
  ];
}
