import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureFiles } from './measure-files.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'measure-odd-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Three frames of ffmpeg's test picture. */
function made(name: string, ...args: string[]): string {
  const path = join(folder, name);
  const source = ['-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=25:duration=0.12'];
  execFileSync('ffmpeg', ['-v', 'error', '-y', '-nostdin', ...source, ...args, path]);
  return path;
}

/** ffmpeg's own psnr of the two, at its two decimals of accuracy. */
function ffmpegPsnr(reference: string, distorted: string, format: string): Record<string, number> {
  const graph = `[0:v]format=${format}[a];[1:v]format=${format}[b];[a][b]psnr=stats_file=-`;
  const args = ['-v', 'error', '-i', distorted, '-i', reference, '-lavfi', graph, '-f', 'null', '-'];
  const [line = ''] = execFileSync('ffmpeg', args, { encoding: 'utf8' }).split('\n');
  const values = [...line.matchAll(/(psnr_\w+):([\d.]+)/g)];
  return Object.fromEntries(values.map(([, name = '', value]): [string, number] => [name, Number(value)]));
}

describe('measuring any pair of files', () => {
  it.each([
    ['gray', '4:0:0'],
    ['yuv422p', '4:2:2'],
    ['yuv444p', '4:4:4'],
    ['yuv420p12le', '12 bits'],
    ['yuv444p16le', '16 bits'],
  ])('%s keeps its planes', async (format) => {
    const reference = made(`${format}.nut`, '-pix_fmt', format, '-c:v', 'rawvideo');
    const distorted = made(
      `${format}-noisy.nut`,
      '-vf',
      `noise=alls=20:all_seed=1,format=${format}`,
      '-c:v',
      'rawvideo',
    );
    const result = await measureFiles(reference, distorted);
    expect(result).toMatchObject({ pixelFormat: format, frames: 3, lossless: false, warnings: [] });
    const first = ffmpegPsnr(reference, distorted, format);
    expect(result.perFrame[0]?.psnr_y).toBeCloseTo(first['psnr_y'] as number, 1);
    expect(result.metrics.psnr_u === undefined).toBe(format === 'gray');
    if (format !== 'gray') expect(result.perFrame[0]?.psnr_u).toBeCloseTo(first['psnr_u'] as number, 1);
    expect(result.metrics.ssim_y_ffmpeg).toBeLessThan(1);
  });

  it('of different containers, with sound, is compared and costs what its file does', async () => {
    const reference = made('original.avi', '-pix_fmt', 'yuv420p', '-c:v', 'rawvideo');
    const distorted = made(
      'coded.mp4',
      '-f',
      'lavfi',
      '-i',
      'sine=d=0.12',
      '-pix_fmt',
      'yuv420p',
      '-c:v',
      'libx264',
      '-c:a',
      'aac',
    );
    const result = await measureFiles(reference, distorted);
    expect(result.metrics.psnr_y).toBeGreaterThan(30);
    expect(result.kbps).toBeCloseTo(((result.bytes as number) * 8 * 25) / (3 * 1000), 6);
  });

  it('warns of every trait in which the files differ', async () => {
    const tags = (matrix: string, range: string) => ['-colorspace', matrix, '-color_range', range, '-c:v', 'libx264'];
    const reference = made('a.mkv', ...tags('bt709', 'tv'), '-pix_fmt', 'yuv444p');
    const fields = ['-flags', '+ildct+ilme', '-top', '1', '-pix_fmt', 'yuv420p', '-vf', 'setpts=N/(50*TB)', '-r', '50'];
    const distorted = made('b.mkv', ...tags('smpte170m', 'pc'), ...fields);
    expect((await measureFiles(reference, distorted)).warnings).toEqual([
      'matrix tags differ: reference bt709, distorted bt601; planes were compared as they are',
      'range tags differ: reference tv, distorted pc; planes were compared as they are',
      'frame rates differ: reference 25, distorted 50; frames were compared by index',
      'formats differ: reference 4:4:4 of 8 bits, distorted 4:2:0 of 8 bits; both were compared as yuv444p',
      'scans differ: reference progressive, distorted top field first; frames were compared as they are',
    ]);
  });

  it('needs no rate, and takes planes for what their size says where nothing else can be read', async () => {
    const planes = 'x'.repeat(6);
    const [y4m, bare] = [join(folder, 'norate.y4m'), join(folder, 'planes.bin')];
    await writeFile(y4m, `YUV4MPEG2 W2 H2 C420jpeg\nFRAME\n${planes}`);
    await writeFile(bare, planes);
    const raw = { width: 2, height: 2, pixelFormat: 'yuv420p', fps: { num: 25, den: 1 } };
    expect(await measureFiles(y4m, bare, { raw })).toMatchObject({ lossless: true, frames: 1 });
  });
});
