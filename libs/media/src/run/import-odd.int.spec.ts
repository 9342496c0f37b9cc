import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileArtifactStore } from '@codecsmith/artifacts';
import { PHONE_ASSUMPTIONS, phoneVideo } from '@codecsmith/test-servers';
import { importClip, type ImportOptions } from './import-clip.ts';

let folder: string;
let store: FileArtifactStore;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'odd-'));
  store = new FileArtifactStore(join(folder, 'store'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const inside = (name: string): string => join(folder, name);
const ffmpeg = (...args: string[]): Buffer => execFileSync('ffmpeg', ['-v', 'error', '-y', '-nostdin', ...args]);
const source = (size = '64x48', rate = '25'): string[] => ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=${rate}`];
const TEN_FRAMES = ['-frames:v', '10'];

/** Makes a file from ffmpeg's own test picture. */
function made(name: string, ...args: string[]): string {
  ffmpeg(...source(), ...TEN_FRAMES, ...args, inside(name));
  return inside(name);
}

const importing = (path: string, more: Partial<ImportOptions> = {}) =>
  importClip(path, { store, name: 'a-clip', maxBytes: 100_000_000, ...more });

const codesOf = async (path: string, more: Partial<ImportOptions> = {}): Promise<string[]> =>
  ((await importing(path, more)).assumptions ?? []).map(({ code }) => code);

describe('a file as a phone writes it', () => {
  it('is imported with everything said that was assumed or changed', async () => {
    const path = inside('phone.mp4');
    await phoneVideo(path);
    const record = await importing(path);
    expect(record).toMatchObject({ width: 48, height: 64, frames: 10, pixelFormat: 'yuv420p' });
    expect(record.source).toMatchObject({ codec: 'h264', pixelFormat: 'yuv420p', lossy: true });
    expect(record.assumptions?.map(({ code }) => code)).toEqual(PHONE_ASSUMPTIONS);
    // Nine gaps: four of 40 ms, then one of 40 and four of 100.
    expect(record.fps.num / record.fps.den).toBeCloseTo(9 / 0.6, 1);
  });

  it('begins where its edit list says', async () => {
    const whole = made('whole.mp4', '-c:v', 'libx264', '-bf', '0', '-g', '100', '-pix_fmt', 'yuv420p');
    ffmpeg('-ss', '0.16', '-i', whole, '-c', 'copy', inside('edited.mp4'));
    const edited = await importing(inside('edited.mp4'));
    const cut = await importing(whole, { start: { frame: 4 } });
    expect(edited).toMatchObject({ frames: 6, digest: cut.digest });
  });
});

describe('the containers that people have', () => {
  it.each([
    ['plain.ts', ['-c:v', 'mpeg2video']],
    ['camera.mts', ['-c:v', 'libx264', '-f', 'mpegts']],
    ['disc.mpg', ['-c:v', 'mpeg1video']],
    ['web.flv', ['-c:v', 'flv']],
    ['old.wmv', ['-c:v', 'wmv2']],
    ['moving.gif', []],
    ['moving.apng', ['-plays', '0']],
    ['open.webm', ['-c:v', 'libvpx']],
    ['desk.mov', ['-c:v', 'qtrle']],
    ['cut.nut', ['-c:v', 'ffv1']],
    ['cut.mxf', ['-c:v', 'mpeg2video', '-s', '176x144']],
  ])('%s', async (name, args) => {
    expect(await importing(made(name, ...args))).toMatchObject({ frames: 10, fps: { num: 25, den: 1 } });
  });

  it('holds numbered pictures in a folder, or by a pattern, once their rate is given', async () => {
    const pictures = inside('pictures');
    await mkdir(pictures);
    ffmpeg(...source(), '-frames:v', '3', '-start_number', '8', join(pictures, 'shot_%d.png'));
    await writeFile(join(pictures, 'notes.txt'), 'not a picture');
    await expect(importing(pictures)).rejects.toMatchObject({ code: 'no_frame_rate' });
    const fps = { num: 24, den: 1 };
    const inFolder = await importing(pictures, { fps });
    expect(inFolder).toMatchObject({ frames: 3, fps, width: 64 });
    expect(await importing(join(pictures, 'shot_%d.png'), { fps })).toMatchObject({ digest: inFolder.digest });
    await rm(join(pictures, 'shot_9.png'));
    await expect(importing(pictures, { fps })).rejects.toThrow('picture 9 is missing');
  });
});

describe('a WebP that moves', () => {
  const RGB = 'hue=H=2*PI*n/10,format=bgra';
  const moving = (name: string, ...args: string[]) => made(name, '-c:v', 'libwebp_anim', ...args);

  it('is read picture by picture, with what became of it', async () => {
    const path = moving('moving.webp', '-lossless', '1', '-vf', RGB);
    const record = await importing(path);
    expect(record).toMatchObject({ frames: 10, width: 64, height: 48, fps: { num: 25, den: 1 } });
    expect(record.source).toMatchObject({ container: 'webp', codec: 'webp', lossy: true });
    expect(record.assumptions?.map(({ code }) => code)).toEqual(['rgb_converted']);
    const same = await importing(made('same.mkv', '-vf', RGB, '-c:v', 'png'));
    expect(await store.get(record.digest)).toEqual(await store.get(same.digest));
  });

  it('says that its rate was averaged, takes a part, and is refused where it is cut off', async () => {
    const path = moving('slow.webp', '-vf', "setpts='(N+gt(N,4)*N)/25/TB',hue=H=2*PI*n/10");
    expect(await codesOf(path)).toEqual(['rgb_converted', 'alpha_dropped', 'rate_averaged']);
    expect(await importing(path, { start: { frame: 2 }, frames: 3 })).toMatchObject({ frames: 3 });
    await truncate(path, 900);
    await expect(importing(path)).rejects.toMatchObject({ code: 'unreadable' });
  });
});

describe('what becomes of a format', () => {
  it.each([
    ['gbrp', 'ffv1', 'yuv420p', ['rgb_converted']],
    ['rgb48le', 'ffv1', 'yuv420p10le', ['rgb_converted', 'depth_changed']],
    ['gray', 'ffv1', 'yuv420p', ['no_chroma']],
    ['yuv422p', 'ffv1', 'yuv420p', ['matrix_assumed', 'chroma_converted']],
    ['yuv444p12le', 'ffv1', 'yuv420p10le', ['matrix_assumed', 'chroma_converted', 'depth_changed']],
    ['yuva420p', 'ffv1', 'yuv420p', ['matrix_assumed', 'alpha_dropped']],
    ['argb', 'png', 'yuv420p', ['rgb_converted', 'alpha_dropped']],
  ])('%s', async (pixelFormat, codec, stored, codes) => {
    const path = made(`${pixelFormat}.mkv`, '-pix_fmt', pixelFormat, '-c:v', codec);
    expect(await importing(path)).toMatchObject({ pixelFormat: stored, frames: 10 });
    expect(await codesOf(path)).toEqual(codes);
  });

  it('RGB is converted by the matrix that the record names, and back to within what 8 bits allow', async () => {
    const path = made('white.mkv', '-vf', 'drawbox=color=white:t=fill', '-pix_fmt', 'gbrp', '-c:v', 'ffv1');
    const record = await importing(path);
    expect(record).toMatchObject({ matrix: 'bt601', range: 'tv' });
    const planes = await store.get(record.digest);
    expect([planes[0], planes.at(-1)]).toEqual([235, 128]);
  });

  it('gray keeps every sample, with chroma in the middle', async () => {
    const record = await importing(made('same.mkv', '-pix_fmt', 'gray', '-c:v', 'ffv1'));
    const gray = ffmpeg('-i', inside('same.mkv'), '-frames:v', '1', '-pix_fmt', 'gray', '-f', 'rawvideo', '-');
    const planes = await store.get(record.digest);
    expect(planes.subarray(0, gray.length)).toEqual(gray);
    expect(new Set(planes.subarray(gray.length, gray.length * 1.5))).toEqual(new Set([128]));
  });

  it('fields stay in their frame, and pixels that are not square are said', async () => {
    const fields = made('fields.mkv', '-c:v', 'libx264', '-flags', '+ildct+ilme', '-top', '1', '-pix_fmt', 'yuv420p');
    expect(await codesOf(fields)).toContain('interlaced');
    const wide = made('wide.mkv', '-vf', 'setsar=16/11', '-c:v', 'ffv1', '-pix_fmt', 'yuv420p');
    expect(await codesOf(wide)).toContain('pixel_aspect');
  });

  it('tags that cannot be converted are refused until they are replaced', async () => {
    const path = made('odd-matrix.mp4', '-colorspace', 'ycgco', '-c:v', 'libx264', '-pix_fmt', 'yuv420p');
    await expect(importing(path)).rejects.toMatchObject({ code: 'unsupported_matrix' });
    expect(await importing(path, { matrix: 'bt709' })).toMatchObject({ matrix: 'bt709' });
  });
});

describe('a rate', () => {
  it.each([
    ['head without one', 'YUV4MPEG2 W2 H2 Ip C420jpeg\n'],
    ['head with 0:0', 'YUV4MPEG2 W2 H2 F0:0 C420jpeg\n'],
  ])('is not made up for a %s', async (_, head) => {
    const path = inside('norate.y4m');
    await writeFile(path, `${head}FRAME\nabcdef`);
    await expect(importing(path)).rejects.toThrow('the file does not say its frame rate: give it, such as --fps 25');
    expect(await importing(path, { fps: { num: 30, den: 1 } })).toMatchObject({ fps: { num: 30, den: 1 }, frames: 1 });
  });

  it('is not made up for a stream without timing, nor for a picture', async () => {
    const av1 = inside('bare.obu');
    ffmpeg(...source('64x64', '30'), '-frames:v', '3', '-c:v', 'libaom-av1', '-cpu-used', '8', '-crf', '50', av1);
    await expect(importing(av1)).rejects.toMatchObject({ code: 'no_frame_rate' });
    ffmpeg(...source(), '-frames:v', '1', inside('one.png'));
    await expect(importing(inside('one.png'))).rejects.toMatchObject({ code: 'no_frame_rate' });
    expect(await importing(av1, { fps: { num: 30, den: 1 } })).toMatchObject({ frames: 3 });
  });

  it('that is given replaces the file’s, and both are said', async () => {
    const path = made('slow.mkv', '-c:v', 'ffv1', '-pix_fmt', 'yuv420p');
    const { assumptions } = await importing(path, { fps: { num: 30, den: 1 } });
    expect(assumptions).toContainEqual({
      code: 'rate_given',
      message: '30 frames a second as given; the file says 25',
    });
  });
});

describe('a y4m head', () => {
  const frame = `FRAME\n${'x'.repeat(6)}`;
  it.each([
    ['long comments', `YUV4MPEG2 W2 H2 F25:1 C420jpeg X${'comment'.repeat(60)}\n${frame}`, 1],
    ['mixed fields', `YUV4MPEG2 W2 H2 F25:1 Im C420jpeg\nFRAME Itpp\n${'x'.repeat(6)}`, 1],
    ['parameters of frames', `YUV4MPEG2 W2 H2 F25:1\nFRAME Xabc=1\n${'x'.repeat(6)}${frame}`, 2],
    ['another order, and spaces', `YUV4MPEG2  C420jpeg  F25:1 H2 W2 \n${frame}`, 1],
    ['line ends of Windows', `YUV4MPEG2 W2 H2 F25:1\r\nFRAME\r\n${'x'.repeat(6)}`, 1],
    ['a line feed at the end', `YUV4MPEG2 W2 H2 F25:1\n${frame}\n`, 1],
    ['no chroma', `YUV4MPEG2 W2 H2 F25:1 Cmono\nFRAME\nxxxx`, 1],
  ])('with %s opens', async (_, text, frames) => {
    const path = inside('head.y4m');
    await writeFile(path, text);
    expect(await importing(path)).toMatchObject({ frames, width: 2, height: 2 });
  });

  it.each(['W-6 H1 Cmono', 'W-4 H48', 'W0 H2', 'W2', 'W2 Hx', 'W2.5 H2'])('of the size %s is refused', async (size) => {
    const path = inside('head.y4m');
    await writeFile(path, `YUV4MPEG2 ${size} F25:1\n${frame}`);
    await expect(importing(path)).rejects.toThrow(/the head of the file says (no )?[WH]/u);
  });

  it('with a chroma that nobody knows says what is taken for it', async () => {
    const path = inside('head.y4m');
    await writeFile(path, `YUV4MPEG2 W2 H2 F25:1 C420xyz\n${frame}`);
    expect((await importing(path)).assumptions).toContainEqual({
      code: 'chroma_assumed',
      message: 'the head calls its chroma 420xyz, which is not known: 4:2:0 of 8 bits is assumed',
    });
  });
});

describe('files that are cut off', () => {
  it('lose the last frame of a y4m, and say so', async () => {
    const path = made('cut.y4m', '-pix_fmt', 'yuv420p');
    await truncate(path, (await readFile(path)).length - 100);
    const { frames, assumptions } = await importing(path);
    expect(frames).toBe(9);
    expect(assumptions?.at(-1)?.message).toBe(
      '4514 bytes after the last whole frame are left out: the last frame is cut off',
    );
  });

  it('are refused with the number of whole frames, which can then be taken', async () => {
    const path = made('cut.mkv', '-c:v', 'ffv1', '-pix_fmt', 'yuv420p');
    await truncate(path, Math.floor((await readFile(path)).length * 0.7));
    const refusal = await importing(path).catch((error: unknown) => error as Error);
    const whole = /after (\d+) whole frames, --frames \1 takes those/.exec((refusal as Error).message)?.[1];
    expect(Number(whole)).toBeGreaterThan(0);
    expect(await importing(path, { frames: Number(whole) })).toMatchObject({ frames: Number(whole) });
  });

  it('are told from a change of the size', async () => {
    const [first, second] = [made('a.264', '-c:v', 'libx264', '-pix_fmt', 'yuv420p'), inside('b.264')];
    ffmpeg(...source('48x64'), ...TEN_FRAMES, '-c:v', 'libx264', '-pix_fmt', 'yuv420p', second);
    await writeFile(inside('turns.264'), Buffer.concat([await readFile(first), await readFile(second)]));
    await expect(importing(inside('turns.264'))).rejects.toThrow('frame 10 is 48x64, the frames before it are 64x48');
  });
});

describe('a part of a file', () => {
  it('is cut by frames or by time, and scaled', async () => {
    const path = made('long.mkv', '-c:v', 'ffv1', '-pix_fmt', 'yuv420p');
    const byFrame = await importing(path, { start: { frame: 3 }, frames: 4 });
    expect(byFrame).toMatchObject({ frames: 4 });
    expect(await importing(path, { start: { seconds: 0.12 }, frames: 4 })).toMatchObject({ digest: byFrame.digest });
    const small = await importing(path, { scale: { width: 32, height: 24 } });
    expect(small).toMatchObject({ width: 32, height: 24, frames: 10 });
    expect(small.assumptions).toContainEqual({ code: 'scaled', message: 'scaled from 64x48 to 32x24 by lanczos' });
    await expect(importing(path, { frames: 11 })).rejects.toThrow('frames: 11 are wanted, the file has 10');
  });

  it('must fit, which is said before anything is decoded', async () => {
    const path = made('big.mkv', '-c:v', 'ffv1', '-pix_fmt', 'yuv420p');
    await expect(importing(path, { maxBytes: 20_000 })).rejects.toThrow('--frames 4 takes what fits');
    const plans: string[] = [];
    await importing(path, { onPlan: (plan) => plans.push(plan) });
    expect(plans).toEqual(['decoding about 10 frames, 0.0 MiB of at most 95 MiB']);
  });

  it('bare planes are what their size says, whatever the file is called', async () => {
    const path = made('planes.y4m', '-pix_fmt', 'yuv444p', '-f', 'rawvideo');
    const raw = { width: 64, height: 48, pixelFormat: 'yuv444p', fps: { num: 25, den: 1 } };
    expect(await importing(path, { raw })).toMatchObject({ frames: 10, pixelFormat: 'yuv420p' });
  });
});
