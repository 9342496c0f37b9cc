import type { AnchorMode } from '@codecsmith/experiment';
import { QUIET, rawInput, type RawVideo } from './raw-video.ts';

/** Standard encoders that candidates are compared with. */
export const ANCHOR_ENCODERS = ['x264', 'x265', 'svtav1'] as const;
export type AnchorEncoder = (typeof ANCHOR_ENCODERS)[number];

/** How the quality of a point is set: constant quantiser, or constant rate factor. */
export type RateControl = 'qp' | 'crf';

/** One point of an anchor's curve. */
export interface AnchorPoint {
  readonly encoder: AnchorEncoder;
  readonly mode: AnchorMode;
  readonly control: RateControl;
  readonly q: number;
  /** `medium` (6 for SVT-AV1) or the slow ceiling (x264 `veryslow`, x265 `slower`, SVT-AV1 2). */
  readonly effort: 'medium' | 'slow';
}

/** The elementary stream that each encoder writes, by ffmpeg's format name. */
const STREAM_FORMAT = { x264: 'h264', x265: 'hevc', svtav1: 'obu' } as const;

const X264_MODE: Readonly<Record<AnchorMode, readonly string[]>> = {
  'all-intra': ['-g', '1'],
  'low-delay': [
    '-g',
    '9999',
    '-bf',
    '0',
    '-x264-params',
    'scenecut=0:threads=1:rc-lookahead=0:sync-lookahead=0:mbtree=0',
  ],
  'random-access': ['-g', '64', '-keyint_min', '64', '-x264-params', 'scenecut=0:threads=1'],
};

const X265_MODE: Readonly<Record<AnchorMode, string>> = {
  'all-intra': 'keyint=1',
  'low-delay': 'keyint=-1:bframes=0:rc-lookahead=0:cutree=0:scenecut=0',
  'random-access': 'keyint=64:min-keyint=64:scenecut=0:open-gop=0',
};

const X265_COMMON = 'info=0:pools=none:frame-threads=1:wpp=0:log-level=error';

const PRESETS: Readonly<Record<AnchorEncoder, Readonly<Record<AnchorPoint['effort'], string>>>> = {
  x264: { medium: 'medium', slow: 'veryslow' },
  x265: { medium: 'medium', slow: 'slower' },
  svtav1: { medium: '6', slow: '2' },
};

/** Arguments of the encoder itself: tuned for PSNR, one thread (x264's size changes with threads), no identification. */
export function encoderArguments({ encoder, mode, control, q, effort }: AnchorPoint): string[] {
  const preset = PRESETS[encoder][effort];
  switch (encoder) {
    case 'x264':
      return [
        ...['-c:v', 'libx264', '-preset', preset, '-tune', 'psnr', `-${control}`, String(q), ...X264_MODE[mode]],
        ...['-threads', '1', '-bsf:v', 'filter_units=remove_types=6'],
      ];
    case 'x265':
      return [
        ...['-c:v', 'libx265', '-preset', preset, '-tune', 'psnr', ...(control === 'crf' ? ['-crf', String(q)] : [])],
        ...['-x265-params', `${control === 'qp' ? `qp=${q}:` : ''}${X265_MODE[mode]}:${X265_COMMON}`],
        ...['-bsf:v', 'filter_units=remove_types=39-40'],
      ];
    case 'svtav1':
      return [
        ...['-c:v', 'libsvtav1', '-preset', preset, `-${control}`, String(q)],
        ...['-g', mode === 'all-intra' ? '1' : '64'],
        ...['-svtav1-params', `tune=1:lp=1${mode === 'all-intra' ? '' : ':scd=0'}`],
      ];
  }
}

/** ffmpeg: raw planes of even size to an elementary stream on stdout. */
export const encodeArguments = (input: RawVideo, point: AnchorPoint): string[] => [
  ...QUIET,
  ...rawInput(input),
  ...encoderArguments(point),
  ...['-fps_mode', 'passthrough', '-f', STREAM_FORMAT[point.encoder], 'pipe:1'],
];

/** ffmpeg: an elementary stream back to raw planes, in a process of its own. */
export const decodeStreamArguments = (path: string, encoder: AnchorEncoder): string[] => [
  ...[...QUIET, '-xerror', '-threads', '1', '-protocol_whitelist', 'file'],
  ...['-f', STREAM_FORMAT[encoder], '-i', `file:${path}`],
  ...['-fps_mode', 'passthrough', '-f', 'rawvideo', '-pix_fmt', 'yuv420p', 'pipe:1'],
];
