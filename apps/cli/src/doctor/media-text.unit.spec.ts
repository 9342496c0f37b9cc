import { mediaLines } from './media-text.ts';

describe('what the ffmpeg at hand allows', () => {
  it('is told by name, with what is absent without the rest', () => {
    const media = {
      version: 'ffmpeg version 5.1',
      filters: { ssim: true, psnr: true, libvmaf: false, xpsnr: false },
      encoders: { libx264: true, libx265: true, libsvtav1: true },
    };
    expect(mediaLines({ ...media, noIsolation: null })).toEqual([
      'ffmpeg has   ssim, psnr, libx264, libx265, libsvtav1',
      'ffmpeg lacks libvmaf: absent is vmaf, vmaf_neg, ms_ssim_y, ssim_y_libvmaf',
      'ffmpeg lacks xpsnr: absent is xpsnr',
      'clips are decoded in a sandbox that holds one file and no network',
    ]);
    expect(mediaLines({ ...media, noIsolation: 'bwrap is not there' }).at(-1)).toBe(
      'clips are decoded without a sandbox, by allow-lists alone: bwrap is not there',
    );
  });
});
