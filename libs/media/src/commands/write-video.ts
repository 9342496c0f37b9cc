import { extname } from 'node:path';
import type { Matrix, Range } from './color.ts';
import { QUIET, rawInput, type RawVideo } from './raw-video.ts';

/** Files that frames can be written to, by ending, and how. */
const WRITERS = {
  '.y4m': ['-f', 'yuv4mpegpipe', '-strict', '-1'],
  '.mkv': ['-c:v', 'ffv1', '-level', '3', '-g', '1', '-f', 'matroska'],
  '.mp4': ['-c:v', 'libx264', '-preset', 'medium', '-crf', '12', '-movflags', '+faststart', '-f', 'mp4'],
  '.mov': ['-c:v', 'libx264', '-preset', 'medium', '-crf', '12', '-f', 'mov'],
  '.yuv': ['-f', 'rawvideo'],
} as const;

export type WrittenEnding = keyof typeof WRITERS;
export const WRITTEN_ENDINGS = Object.keys(WRITERS) as readonly WrittenEnding[];

/** Endings whose file holds every sample as it was. */
export const isLossless = (ending: WrittenEnding): boolean => !(ending === '.mp4' || ending === '.mov');

/** The ending of a file that can be written; undefined for others. */
export const writtenEnding = (file: string): WrittenEnding | undefined =>
  WRITTEN_ENDINGS.find((ending) => ending === extname(file).toLowerCase());

/** Colour tags in the words of ffmpeg's `setparams`. */
const TAG_OF_MATRIX: Readonly<Record<Matrix, string>> = {
  bt601: 'smpte170m',
  bt709: 'bt709',
  smpte240m: 'smpte240m',
  fcc: 'fcc',
  bt2020: 'bt2020nc',
};

export interface Tags {
  readonly matrix: string | null;
  readonly range: string | null;
}

function tagFilter({ matrix, range }: Tags): string {
  const tag = TAG_OF_MATRIX[matrix as Matrix] as string | undefined;
  const parts = [
    ...(tag === undefined ? [] : [`colorspace=${tag}`]),
    ...(range === null ? [] : [`range=${range satisfies string as Range}`]),
  ];
  return parts.length === 0 ? 'null' : `setparams=${parts.join(':')}`;
}

/** H.264 of 4:2:0 has even sides only: the last column and line are repeated for it. */
const evenSides = ({ width, height }: RawVideo, ending: WrittenEnding): string[] =>
  isLossless(ending) || (width % 2 === 0 && height % 2 === 0)
    ? []
    : [`pad=ceil(iw/2)*2:ceil(ih/2)*2`, `fillborders=right=${width % 2}:bottom=${height % 2}:mode=smear`];

/** ffmpeg: raw planes from stdin to a video file. */
export function writeArguments(input: RawVideo, tags: Tags, ending: WrittenEnding, output: string): string[] {
  return [
    ...QUIET.filter((argument) => argument !== '-nostdin'),
    ...rawInput({ ...input, url: 'pipe:0' }),
    ...['-vf', [tagFilter(tags), ...evenSides(input, ending)].join(',')],
    ...['-fps_mode', 'passthrough', ...WRITERS[ending], '-y', `file:${output}`],
  ];
}

/** ffmpeg: two files of raw planes as one video, side by side; the second is scaled to the height of the first. */
export function sideBySideArguments(
  [left, right]: readonly [RawVideo, RawVideo],
  { frames, tags, ending, output }: SideBySide,
): string[] {
  const width = Math.max(2, 2 * Math.round((right.width * left.height) / right.height / 2));
  const fit = right.height === left.height ? 'null' : `scale=${width}:${left.height}:flags=lanczos`;
  const even = isLossless(ending) ? '' : ',pad=ceil(iw/2)*2:ceil(ih/2)*2';
  const graph = `[1:v]${fit}[right];[0:v][right]hstack=inputs=2:shortest=1,${tagFilter(tags)}${even}`;
  return [
    ...[...QUIET, ...rawInput(left), ...rawInput(right)],
    ...['-filter_complex', graph, '-frames:v', String(frames)],
    ...['-fps_mode', 'passthrough', ...WRITERS[ending], '-y', `file:${output}`],
  ];
}

export interface SideBySide {
  readonly frames: number;
  readonly tags: Tags;
  readonly ending: WrittenEnding;
  readonly output: string;
}

/** ffplay: raw planes from stdin in a window that closes at their end. */
export const playArguments = (input: RawVideo, title: string): string[] => [
  ...['-hide_banner', '-v', 'error', '-autoexit', '-window_title', title],
  ...['-f', 'rawvideo', '-pixel_format', input.pixelFormat, '-video_size', `${input.width}x${input.height}`],
  ...['-framerate', `${input.fps?.num ?? 25}/${input.fps?.den ?? 1}`, '-i', 'pipe:0'],
];
