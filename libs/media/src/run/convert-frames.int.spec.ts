import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeBuiltinClip } from '../clips/builtin-clips.ts';
import { frameBytes } from '../commands/frame-format.ts';
import { convertFrames, WrongFrameBytes } from './convert-frames.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convert-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Case {
  readonly planes: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly frames: number;
}

async function there(
  clip: Case,
  color: 'i420' | 'rgb24' | 'bgr24',
  { matrix, range }: { matrix: string | null; range: string | null },
): Promise<{ input: string; candidate: string; back: string }> {
  const [input, candidate, back] = ['in', 'candidate', 'back'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const { width, height, frames } = clip;
  await writeFile(input, clip.planes);
  await convertFrames({ input, output: candidate, from: 'yuv420p', to: color, width, height, frames, matrix, range });
  await convertFrames({
    input: candidate,
    output: back,
    from: color,
    to: 'yuv420p',
    width,
    height,
    frames,
    matrix,
    range,
  });
  return { input, candidate, back };
}

/** PSNR of the luma planes over all frames. */
function psnrY(clip: Case, other: Uint8Array): number {
  const each = frameBytes('yuv420p', clip.width, clip.height);
  let sum = 0;
  for (let frame = 0; frame < clip.frames; frame += 1) {
    for (let at = frame * each; at < frame * each + clip.width * clip.height; at += 1) {
      sum += ((clip.planes[at] ?? 0) - (other[at] ?? 0)) ** 2;
    }
  }
  return 10 * Math.log10((255 * 255 * clip.frames * clip.width * clip.height) / sum);
}

const even = (): Case => {
  const { record, planes } = makeBuiltinClip('orchard');
  const frames = 6;
  return { planes: planes.slice(0, frames * frameBytes('yuv420p', 192, 144)), ...record, frames };
};

const odd = (): Case => {
  const { record, planes } = makeBuiltinClip('harbour');
  return { planes, ...record };
};

describe('converting frames for a candidate and back', () => {
  it.each([
    ['rgb24', 'bt601', 'tv'],
    ['rgb24', 'bt709', 'tv'],
    ['bgr24', 'bt2020', 'tv'],
    ['rgb24', null, null],
  ] as const)('loses next to nothing in %s with matrix %s', async (color, matrix, range) => {
    const clip = even();
    const { candidate, back } = await there(clip, color, { matrix, range });
    expect((await stat(candidate)).size).toBe(clip.frames * 192 * 144 * 3);
    expect(psnrY(clip, await readFile(back))).toBeGreaterThanOrEqual(64);
  });

  it('loses next to nothing with odd sides', async () => {
    const clip = odd();
    const { candidate, back } = await there(clip, 'rgb24', { matrix: 'bt601', range: 'tv' });
    expect((await stat(candidate)).size).toBe(32 * 161 * 121 * 3);
    expect((await stat(back)).size).toBe(clip.planes.length);
    expect(psnrY(clip, await readFile(back))).toBeGreaterThanOrEqual(62);
  });

  it('loses nothing in i420, padding odd sides by repetition', async () => {
    const clip = odd();
    const { candidate, back } = await there(clip, 'i420', { matrix: null, range: null });
    expect(await readFile(back)).toEqual(Buffer.from(clip.planes));
    const padded = await readFile(candidate);
    expect(padded.length).toBe((32 * (162 * 122 * 3)) / 2);
    expect(padded[161]).toBe(clip.planes[160]);
    expect(padded[121 * 162]).toBe(clip.planes[120 * 161]);
    expect(padded.subarray(162 * 122, 162 * 122 + 81)).toEqual(
      Buffer.from(clip.planes.subarray(161 * 121, 161 * 121 + 81)),
    );
  });

  it('swaps red and blue between rgb24 and bgr24 and nothing else', async () => {
    const clip = even();
    const rgb = await readFile((await there(clip, 'rgb24', { matrix: 'bt709', range: 'tv' })).candidate);
    const bgr = await readFile((await there(clip, 'bgr24', { matrix: 'bt709', range: 'tv' })).candidate);
    for (let at = 0; at < 3000; at += 3) {
      expect([bgr[at], bgr[at + 1], bgr[at + 2]]).toEqual([rgb[at + 2], rgb[at + 1], rgb[at]]);
    }
  });

  it('turns limited-range white and black into 255 and 0, by every matrix', async () => {
    const planes = new Uint8Array(96).fill(235, 0, 32).fill(16, 32, 64).fill(128, 64);
    const clip = { planes, width: 8, height: 8, frames: 1 };
    for (const matrix of ['bt601', 'bt709', 'bt2020']) {
      const { candidate } = await there(clip, 'rgb24', { matrix, range: 'tv' });
      const rgb = await readFile(candidate);
      expect(rgb[0]).toBe(255);
      expect(rgb.at(-1)).toBe(0);
    }
  });

  it('honours the matrix: a colour means different planes by BT.601 and BT.709', async () => {
    const rgb = join(folder, 'green');
    await writeFile(
      rgb,
      new Uint8Array(8 * 8 * 3).map((_, at) => (at % 3 === 1 ? 255 : 0)),
    );
    const luma: number[] = [];
    for (const matrix of ['bt601', 'bt709']) {
      const output = join(folder, matrix);
      const size = { width: 8, height: 8, frames: 1, range: 'tv' };
      await convertFrames({ input: rgb, output, from: 'rgb24', to: 'yuv420p', matrix, ...size });
      luma.push((await readFile(output))[0] ?? 0);
    }
    expect(luma).toEqual([145, 173]);
  });

  it('refuses input that is one byte short, and an unknown matrix', async () => {
    const clip = even();
    const input = join(folder, 'short');
    await writeFile(input, clip.planes.subarray(1));
    const request = {
      input,
      output: join(folder, 'out'),
      from: 'yuv420p',
      to: 'rgb24',
      width: 192,
      height: 144,
    } as const;
    const short = convertFrames({ ...request, frames: 6, matrix: null, range: null });
    await expect(short).rejects.toThrow(WrongFrameBytes);
    await expect(short).rejects.toThrow('input (6 yuv420p frames) has 248831 bytes, expected exactly 248832');
    await writeFile(input, clip.planes);
    await expect(convertFrames({ ...request, frames: 6, matrix: 'bt404', range: null })).rejects.toThrow(
      'matrix is bt404: allowed are bt601, bt709, smpte240m, fcc, bt2020',
    );
  });
});
