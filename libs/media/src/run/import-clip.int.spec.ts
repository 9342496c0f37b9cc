import { execFileSync } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileArtifactStore, sha256Hex } from '@codecsmith/artifacts';
import { describeWithShared } from '@codecsmith/test-servers';
import { makeBuiltinClip } from '../clips/builtin-clips.ts';
import { frameBytes } from '../commands/frame-format.ts';
import { sourceCaution } from '../clips/source-caution.ts';
import { ClipRefused } from './clip-refused.ts';
import { importClip } from './import-clip.ts';
import { MediaToolMissing } from './run-errors.ts';

let folder: string;
let store: FileArtifactStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'import-'));
  store = new FileArtifactStore(join(folder, 'store'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const options = () => ({ store, name: 'a-clip', maxBytes: 100_000_000 });

/** Makes a test file with ffmpeg itself, from a built-in clip. */
async function encode(name: string, ...args: string[]): Promise<{ path: string; planes: Uint8Array }> {
  const { planes } = makeBuiltinClip('square');
  const four = planes.subarray(0, 4 * frameBytes('yuv420p', 176, 144));
  const raw = join(folder, 'source.yuv');
  await writeFile(raw, four);
  const input = ['-f', 'rawvideo', '-pixel_format', 'yuv420p', '-video_size', '176x144', '-framerate', '30000/1001'];
  const path = join(folder, name);
  execFileSync('ffmpeg', ['-v', 'error', '-y', ...input, '-i', raw, '-threads', '1', ...args, path]);
  return { path, planes: four };
}

const MATRIX_ASSUMED = {
  code: 'matrix_assumed',
  message: 'no matrix tag: bt601 is assumed, as players do below 720 lines',
};
const RANGE_ASSUMED = { code: 'range_assumed', message: 'no range tag: limited range is assumed' };

describe('importing a clip', () => {
  it.each([
    ['clip.y4m', ['-f', 'yuv4mpegpipe'], false],
    ['clip.avi', ['-c:v', 'rawvideo', '-f', 'avi'], false],
    ['clip.mkv', ['-c:v', 'ffv1'], true],
    ['clip.mp4', ['-c:v', 'libx264', '-qp', '0'], true],
    ['clip.hevc', ['-c:v', 'libx265', '-x265-params', 'lossless=1:log-level=none', '-f', 'hevc'], true],
    ['clip.h264', ['-c:v', 'libx264', '-qp', '0', '-f', 'h264'], true],
  ])('keeps the planes of a lossless %s exactly', async (name, args, compressed) => {
    const { path, planes } = await encode(name, ...args);
    const record = await importClip(path, options());
    expect(record).toEqual({
      digest: sha256Hex(planes),
      name: 'a-clip',
      width: 176,
      height: 144,
      fps: { num: 30_000, den: 1001 },
      frames: 4,
      pixelFormat: 'yuv420p',
      matrix: null,
      range: record.range,
      sourceBytes: (await readFile(path)).length,
      sourceCompressed: compressed,
      source: { ...record.source, pixelFormat: 'yuv420p' },
      assumptions: [MATRIX_ASSUMED, ...(record.range === null ? [RANGE_ASSUMED] : [])],
    });
    expect(await store.get(record.digest)).toEqual(Buffer.from(planes));
  });

  it.each([
    ['phone.mp4', ['-c:a', 'aac', '-c:s', 'mov_text']],
    ['film.mkv', ['-c:a', 'libmp3lame', '-c:s', 'srt', '-attach', 'NOTE', '-metadata:s:t', 'mimetype=text/plain']],
    ['camera.avi', ['-c:a', 'pcm_s16le', '-sn']],
  ])('ignores the sound, subtitles, cover and attachments of %s', async (name, others) => {
    const subtitles = join(folder, 'words.srt');
    await writeFile(subtitles, '1\n00:00:00,000 --> 00:00:00,100\nhello\n');
    const more = ['-f', 'lavfi', '-i', 'sine=d=0.2', '-f', 'lavfi', '-i', 'color=red:s=32x32:d=0.04', '-i', subtitles];
    const cover = name.endsWith('avi') ? [] : ['-map', '2', '-c:v:1', 'png', '-disposition:v:1', 'attached_pic'];
    const maps = [...(cover.length === 0 ? [] : ['-map', '3']), '-map', '1', '-map', '0', ...cover];
    const picture = ['-c:v:0', 'libx264', '-qp:v:0', '0', '-pix_fmt:v:0', 'yuv420p', '-shortest'];
    const { path, planes } = await encode(
      name,
      ...more,
      ...maps,
      ...picture,
      ...others.map((each) => (each === 'NOTE' ? subtitles : each)),
    );
    expect(await importClip(path, options())).toMatchObject({ digest: sha256Hex(planes), frames: 4, width: 176 });
  });

  it('goes by content, not by name', async () => {
    const { path, planes } = await encode('clip.y4m');
    const renamed = join(folder, 'holiday.docx');
    await copyFile(path, renamed);
    expect((await importClip(renamed, options())).digest).toBe(sha256Hex(planes));
  });

  it('reads the matrix and range tags, and stores planes of either range as they are', async () => {
    const tags = ['-colorspace', 'bt709', '-color_range', 'pc', '-vf', 'scale=in_range=pc:out_range=pc'];
    const { path, planes } = await encode('clip.mkv', '-c:v', 'libx264', '-qp', '0', ...tags, '-pix_fmt', 'yuvj420p');
    expect(await importClip(path, options())).toMatchObject({
      matrix: 'bt709',
      range: 'pc',
      digest: sha256Hex(planes),
    });
  });

  it('keeps 10 bit as its own format and brings deeper or fuller sources to 4:2:0', async () => {
    const ten = await encode('ten.mkv', '-vf', 'format=yuv420p10le', '-c:v', 'ffv1');
    expect(await importClip(ten.path, options())).toMatchObject({ pixelFormat: 'yuv420p10le', frames: 4 });
    const full = await encode('full.mkv', '-vf', 'format=yuv444p', '-c:v', 'ffv1');
    expect(await importClip(full.path, options())).toMatchObject({ pixelFormat: 'yuv420p', frames: 4 });
  });

  it('takes raw planes with a stated size and refuses a size that does not fit', async () => {
    const { record, planes } = makeBuiltinClip('harbour');
    const path = join(folder, 'planes.yuv');
    await writeFile(path, planes);
    const raw = { width: 161, height: 121, pixelFormat: 'yuv420p', fps: { num: 24, den: 1 } } as const;
    expect(await importClip(path, { ...options(), raw })).toMatchObject({ digest: record.digest, frames: 32 });
    const wrong = importClip(path, { ...options(), raw: { ...raw, width: 160 } });
    await expect(wrong).rejects.toMatchObject({ name: 'ClipRefused', code: 'wrong_size' });
    await expect(wrong).rejects.toThrow('939616 bytes are no whole number of 160x121 yuv420p frames');
  });

  it('stops at the cap and keeps nothing', async () => {
    const { path } = await encode('clip.y4m');
    const refused = importClip(path, { ...options(), maxBytes: 3 * 38_016 });
    await expect(refused).rejects.toMatchObject({ code: 'too_large' });
    const kept: string[] = [];
    for await (const digest of store.list()) kept.push(digest);
    expect(kept).toEqual([]);
  });

  it('refuses what is no video, a folder, an empty file, a missing one', async () => {
    const text = join(folder, 'notes.mp4');
    await writeFile(text, 'hello\n');
    const empty = join(folder, 'empty.mp4');
    await writeFile(empty, '');
    for (const [path, code] of [
      [text, 'unreadable'],
      [empty, 'unreadable'],
      [folder, 'not_a_file'],
      [join(folder, 'absent.mp4'), 'not_a_file'],
    ] as const) {
      await expect(importClip(path, options())).rejects.toMatchObject({ name: 'ClipRefused', code });
    }
    await expect(importClip(text, options())).rejects.toThrow('file:notes.mp4: Invalid data');
  });

  it('refuses bare planes that nobody describes', async () => {
    const path = join(folder, 'planes.yuv');
    await writeFile(path, Buffer.alloc(384));
    await expect(importClip(path, options())).rejects.toMatchObject({ name: 'ClipRefused', code: 'wrong_size' });
    await expect(importClip(path, options())).rejects.toThrow('holds bare planes: give its size, such as 352x288');
  });

  it('refuses a damaged stream instead of concealing it', async () => {
    const { path } = await encode('clip.mkv', '-c:v', 'ffv1');
    await truncate(path, Math.floor((await readFile(path)).length * 0.6));
    await expect(importClip(path, options())).rejects.toThrow(ClipRefused);
  });

  it('refuses a file that holds sound alone, and the cover of it', async () => {
    const path = join(folder, 'song.m4a');
    const [sound, cover] = ['sine=d=0.2', 'color=red:s=32x32:d=0.04'].map((each) => ['-f', 'lavfi', '-i', each]);
    const picture = ['-map', '0', '-map', '1', '-c:v', 'png', '-disposition:v:0', 'attached_pic'];
    execFileSync('ffmpeg', ['-v', 'error', ...(sound ?? []), ...(cover ?? []), ...picture, '-c:a', 'aac', path]);
    await expect(importClip(path, options())).rejects.toMatchObject({ code: 'no_video' });
  });

  it('says that ffmpeg is missing', async () => {
    const { path } = await encode('clip.y4m');
    const tools = { ffmpeg: '/no/ffmpeg' };
    await expect(importClip(path, { ...options(), tools })).rejects.toBeInstanceOf(MediaToolMissing);
  });
});

describe('a playlist that calls itself a video reads nothing else', () => {
  it.each([
    ['hls', (target: string) => `#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile://${target}\n#EXT-X-ENDLIST\n`],
    ['concat', (target: string) => `ffconcat version 1.0\nfile '${target}'\n`],
    ['http', () => '#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n'],
  ])('%s', async (_kind, playlist) => {
    const { path: target } = await encode('secret.y4m');
    for (const name of ['movie.mp4', 'movie.y4m', 'movie.mkv']) {
      const path = join(folder, name);
      await writeFile(path, playlist(target));
      await expect(importClip(path, options())).rejects.toMatchObject({ name: 'ClipRefused', code: 'unreadable' });
    }
  });
});

describeWithShared(
  'importing real clips',
  ['clips/park_joy_480x270_50fps_10f.y4m', 'clips/seeking_384x288_25fps_150f.mp4'],
  ([parkJoy, seeking]) => {
    it('knows Park Joy and Seeking', async () => {
      expect(await importClip(parkJoy, { ...options(), name: 'park-joy' })).toMatchObject({
        ...{ width: 480, height: 270, frames: 10, fps: { num: 50, den: 1 }, pixelFormat: 'yuv420p' },
        ...{ sourceCompressed: false, sourceBytes: 1_944_138 },
      });
      expect(await importClip(seeking, { ...options(), name: 'seeking' })).toMatchObject({
        ...{ width: 384, height: 288, frames: 150, fps: { num: 25, den: 1 }, pixelFormat: 'yuv420p' },
        ...{ sourceCompressed: true, sourceBytes: 282_421, matrix: null, range: null },
      });
    });
  },
);

describe('a lossy source', () => {
  it('is known as such, and cut off its grid where that is wanted', async () => {
    const { path } = await encode('lossy.mp4', '-c:v', 'libx264', '-crf', '30');
    const plain = await importClip(path, options());
    expect(plain.source).toMatchObject({ codec: 'h264', lossy: true });
    expect(sourceCaution(plain)).toMatch(/^decoded from h264 at \d+ kbit\/s/);
    const cut = await importClip(path, { ...options(), offGrid: true });
    expect(cut).toMatchObject({ width: 168, height: 136 });
    expect(cut.assumptions?.map(({ code }) => code)).toContain('off_grid');
    expect(sourceCaution(cut)).toBeNull();
    const [whole, part] = await Promise.all([plain, cut].map(({ digest }) => store.get(digest)));
    expect(part?.subarray(0, 168)).toEqual(whole?.subarray(6 * 176 + 6, 6 * 176 + 6 + 168));
  });
});
