import { execFileSync } from 'node:child_process';
import { probeArguments } from './probe.ts';

describe('the decoders that may run on a stranger’s file', () => {
  it('decode pictures only: nothing that could open sound, subtitles or data is among them', () => {
    const args = probeArguments('/in/clip');
    const allowed = args[args.indexOf('-codec_whitelist') + 1]?.split(',') ?? [];
    expect(allowed).toContain('h264');
    const listing = execFileSync('ffmpeg', ['-hide_banner', '-decoders'], { encoding: 'utf8' });
    const others = [...listing.matchAll(/^ [AS]\S+ +(\w+)/gm)].map((match) => match[1]);
    expect(others).toContain('aac');
    expect(allowed.filter((name) => others.includes(name))).toEqual([]);
  });
});
