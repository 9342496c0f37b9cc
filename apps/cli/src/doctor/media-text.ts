import type { FfmpegCapabilities } from '@codecsmith/media';

/** What each filter and encoder of ffmpeg is for; the sentence is read when it is absent. */
const PURPOSES: Readonly<Record<keyof FfmpegCapabilities['filters'] | keyof FfmpegCapabilities['encoders'], string>> = {
  psnr: 'nothing: the lab computes PSNR itself',
  ssim: 'ssim_y_ffmpeg, without which nothing can be measured',
  libvmaf: 'vmaf, vmaf_neg, ssim_y_libvmaf',
  libx264: 'the x264 anchors, and with them BD-rates and scores',
  libx265: 'the x265 anchors, and with them tiers',
  libsvtav1: 'the SVT-AV1 anchors',
};

const CURES: Readonly<Partial<Record<keyof typeof PURPOSES, string>>> = {
  libvmaf: '; ./codecsmith doctor --install vmaf fetches a program that has it',
};

/** What the ffmpeg at hand can do, and why it cannot be held in a sandbox, if it cannot. */
export interface Media extends FfmpegCapabilities {
  readonly noIsolation: string | null;
  /** Version of the second ffmpeg, which measures what libvmaf does; null where there is none. */
  readonly vmaf: string | null;
}

/** Lines that say which metrics and anchors the ffmpeg at hand allows, and what is absent without the others. */
export function mediaLines({ filters, encoders, noIsolation, vmaf }: Media): string[] {
  const all = Object.entries({ ...filters, libvmaf: filters.libvmaf || vmaf !== null, ...encoders });
  const have = all.filter(([, present]) => present).map(([name]) => name);
  const lack = all.filter(([, present]) => !present).map(([name]) => name as keyof typeof PURPOSES);
  return [
    `ffmpeg has   ${have.join(', ') || 'none of the filters and encoders that measuring uses'}`,
    ...(vmaf === null ? [] : [`libvmaf      of a second one, fetched for its metrics alone: ${vmaf}`]),
    ...lack.map((name) => `ffmpeg lacks ${name}: absent is ${PURPOSES[name]}${CURES[name] ?? ''}`),
    noIsolation === null
      ? 'clips are decoded in a sandbox that holds one file and no network'
      : `clips are decoded without a sandbox, by allow-lists alone: ${noIsolation}`,
  ];
}
