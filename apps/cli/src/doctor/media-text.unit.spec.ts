import { mediaLines } from './media-text.ts';

describe('what the ffmpeg at hand allows', () => {
  it('is told by name, with what is absent without the rest', () => {
    const media = {
      version: 'ffmpeg version 5.1',
      filters: { ssim: true, psnr: true, libvmaf: false },
      encoders: { libx264: true, libx265: true, libsvtav1: true },
    };
    expect(mediaLines({ ...media, noIsolation: null, vmaf: null })).toEqual([
      'ffmpeg has   ssim, psnr, libx264, libx265, libsvtav1',
      'ffmpeg lacks libvmaf: absent is vmaf, vmaf_neg, ssim_y_libvmaf; ./codecsmith doctor --install vmaf fetches a program that has it',
      'clips are decoded in a sandbox that holds one file and no network',
    ]);
    expect(mediaLines({ ...media, noIsolation: null, vmaf: 'ffmpeg version 7' })).toEqual([
      'ffmpeg has   ssim, psnr, libvmaf, libx264, libx265, libsvtav1',
      'libvmaf      of a second one, fetched for its metrics alone: ffmpeg version 7',
      'clips are decoded in a sandbox that holds one file and no network',
    ]);
    expect(mediaLines({ ...media, noIsolation: 'bwrap is not there', vmaf: null }).at(-1)).toBe(
      'clips are decoded without a sandbox, by allow-lists alone: bwrap is not there',
    );
  });
});
