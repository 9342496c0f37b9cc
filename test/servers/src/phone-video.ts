import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const [WIDTH, HEIGHT] = [64, 48];
/** Of its pictures: the first five 40 ms apart, the others 100 ms. */
const TIMES = "setpts='if(lt(N,5),N*0.04,0.2+(N-5)*0.1)/TB'";

/** What each place has to say about {@link phoneVideo}, as codes of assumptions. */
export const PHONE_ASSUMPTIONS = ['matrix_assumed', 'range_assumed', 'rotated', 'rate_averaged'];

/**
 * Writes an mp4 as a phone does: ten pictures of 48x64 that lie on their side, at a variable rate, with sound, subtitles,
 * a cover, and an edit list.
 */
export async function phoneVideo(path: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'phone-'));
  try {
    const words = join(folder, 'words.srt');
    await writeFile(words, '1\n00:00:00,000 --> 00:00:00,400\nhello\n');
    const source = ['-f', 'lavfi', '-i', `testsrc2=size=${WIDTH}x${HEIGHT}:rate=25`];
    await run('ffmpeg', [
      ...['-v', 'error', '-y', '-nostdin'],
      ...[...source, '-f', 'lavfi', '-i', 'sine', '-i', words, '-f', 'lavfi', '-i', 'color=red:s=32x32'],
      ...['-map', '0', '-map', '1', '-map', '2', '-map', '3', '-vf:0', TIMES, '-fps_mode', 'vfr', '-t', '0.65'],
      ...['-c:v:0', 'libx264', '-pix_fmt:v:0', 'yuv420p', '-c:a', 'aac', '-c:s', 'mov_text', '-c:v:1', 'png'],
      ...['-frames:v:1', '1', '-disposition:v:1', 'attached_pic', '-disposition:v:0', 'default', path],
    ]);
    await turn(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Turns the picture by a quarter: the matrix of its track says so. */
async function turn(path: string): Promise<void> {
  const bytes = await readFile(path);
  const matrix = bytes.indexOf('tkhd') + 44;
  const quarter = [0, 0x10000, 0, -0x10000, 0, 0, HEIGHT * 0x10000, 0, 0x40000000];
  quarter.forEach((value, index) => bytes.writeInt32BE(value, matrix + index * 4));
  await writeFile(path, bytes);
}
