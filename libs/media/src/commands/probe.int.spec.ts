import { execFileSync } from 'node:child_process';
import { softwareDecoders } from './containers.ts';

const decoders = (): string => execFileSync('ffmpeg', ['-hide_banner', '-decoders'], { encoding: 'utf8' });

describe('the decoders that may run on a stranger’s file', () => {
  it('decode pictures only: nothing that could open sound, subtitles or data is among them', () => {
    const allowed = softwareDecoders(decoders());
    expect(allowed).toEqual(expect.arrayContaining(['h264', 'hevc', 'flv', 'gif', 'apng', 'theora', 'wmv2', 'png']));
    const others = [...decoders().matchAll(/^ [AS]\S+ +(\w+)/gm)].map((match) => match[1]);
    expect(others).toContain('aac');
    expect(allowed.filter((name) => others.includes(name))).toEqual([]);
  });

  it('are pure software: none hands the stream to a device, and none takes a pointer', () => {
    const listing = [
      ' V..... = Video',
      ' VFS..D h264                 H.264',
      ' V..... h264_v4l2m2m         V4L2',
      ' V..... hevc_cuvid           Nvidia',
      ' V....D wrapped_avframe      AVPacket to AVFrame passthrough',
      ' V....D av1                  needs a device',
      ' V....D libdav1d             dav1d',
    ];
    expect(softwareDecoders(listing.join('\n'))).toEqual(['h264', 'libdav1d']);
  });
});
