import { QUIET, rawInput, type RawVideo } from './raw-video.ts';

/** Both inputs, frame by frame by index: their time stamps are set from the frame number. */
function twoInputs(distorted: RawVideo, reference: RawVideo): string[] {
  return [...QUIET, '-threads', '1', ...rawInput(distorted), ...rawInput(reference)];
}

/** ffmpeg: per-frame SSIM lines on stdout. */
export const ssimArguments = (distorted: RawVideo, reference: RawVideo): string[] => [
  ...twoInputs(distorted, reference),
  ...['-lavfi', '[0:v][1:v]ssim=stats_file=-', '-f', 'null', '-'],
];

/** File that `vmafArguments` write, in the folder they run in: libvmaf cannot write to a pipe. */
export const VMAF_LOG = 'vmaf.json';

/** ffmpeg: libvmaf's log as JSON in `VMAF_LOG`: VMAF, its no-enhancement-gain model and SSIM. */
export const vmafArguments = (distorted: RawVideo, reference: RawVideo): string[] => {
  const models = 'version=vmaf_v0.6.1\\\\:name=vmaf|version=vmaf_v0.6.1neg\\\\:name=vmaf_neg';
  return [
    ...twoInputs(distorted, reference),
    ...[
      '-lavfi',
      `[0:v][1:v]libvmaf=model=${models}:feature=name=float_ssim:n_threads=1:log_fmt=json:log_path=${VMAF_LOG}`,
    ],
    ...['-f', 'null', '-'],
  ];
};
