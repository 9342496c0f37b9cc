import { execFileSync } from 'node:child_process';
import { FrameComparison } from './frame-comparison.ts';
import { measurePair } from './measure-pair.testing.ts';
import { pooledXpsnr } from './xpsnr.ts';

/** Both metrics by their papers, in numpy: windows and blocks of whole arrays, not running sums. */
const NUMPY = String.raw`
import json, sys
import numpy as np
given = json.load(sys.stdin)
w, h, depth, fps = given["width"], given["height"], given["bitDepth"], given["fps"]
ref, dis = (np.array(given[x], dtype=float).reshape(-1, h, w) for x in ("reference", "distorted"))
def sym(img, pad): return np.pad(img, pad, mode="symmetric")
def separable(img, k):
    n = len(k)
    rows = sum(k[i] * img[:, i:img.shape[1] - n + 1 + i] for i in range(n))
    return sum(k[i] * rows[i:rows.shape[0] - n + 1 + i, :] for i in range(n))
g = np.exp(-np.arange(-5, 6) ** 2 / 4.5); g /= g.sum()
lpf = np.array([0.026727, -0.016828, -0.078201, 0.266846, 0.602914, 0.266846, -0.078201, -0.016828, 0.026727])
def msssim(a, b):
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    out = 1.0
    for i, e in enumerate((0.0448, 0.2856, 0.3001, 0.2363, 0.1333)):
        if i: a, b = (separable(sym(x, 4), lpf)[::2, ::2] for x in (a, b))
        ma, mb = separable(a, g), separable(b, g)
        va = np.maximum(0, separable(a * a, g) - ma * ma); vb = np.maximum(0, separable(b * b, g) - mb * mb)
        cov = separable(a * b, g) - ma * mb; both = np.sqrt(va * vb)
        l = (2 * ma * mb + c1) / (ma ** 2 + mb ** 2 + c1)
        out *= ((2 * both + c2) / (va + vb + c2)).mean() ** e * ((cov + c2 / 2) / (both + c2 / 2)).mean() ** e
        if i == 4: out *= l.mean() ** e
    return out
r = w * h / (3840 * 2160); side = 4 * int(32 * r ** 0.5 + 0.5)
def wsse(n):
    o, p = ref[n], dis[n]
    zero = np.zeros_like(o)
    last = ref[n - 1] if n > 0 else zero
    before = ref[n - 2] if n > 1 else zero
    hp = np.zeros_like(o)
    hp[1:-1, 1:-1] = abs(12 * o[1:-1, 1:-1] - 2 * (o[1:-1, :-2] + o[1:-1, 2:] + o[:-2, 1:-1] + o[2:, 1:-1])
                         - (o[:-2, :-2] + o[:-2, 2:] + o[2:, :-2] + o[2:, 2:]))
    t = 2 * (abs(o - last) if fps < 32 else abs(o - 2 * last + before))
    weights, errors = [], []
    columns = -(-w // side)
    for y in range(0, h, side):
        for x in range(0, w, side):
            block = np.s_[y:min(h, y + side), x:min(w, x + side)]
            inner = hp[max(1, y):min(h - 1, y + side), max(1, x):min(w - 1, x + side)]
            weights.append(1 / max(inner.mean() + t[block].mean(), 2.0 ** (depth - 6)) if inner.size else 1.0)
            errors.append(((o - p)[block] ** 2).sum())
    rows = -(-h // side)
    if w * h <= 640 * 480:
        grid = np.array(weights).reshape(rows, columns)
        for j, i in np.ndindex(rows, columns):
            beside = [grid[j, k] for k in (i - 1, i + 1) if 0 <= k < columns] + ([grid[j - 1, i]] if j > 0 else [])
            if beside: grid[j, i] = min(grid[j, i], max(beside))
        weights = grid.ravel()
    average = (16 * 2.0 ** (2 * depth - 9) / max(1e-5, r) ** 0.5) ** 0.5
    return int(np.dot(weights, errors) * average + 0.5)
roots = [wsse(n) ** 0.5 for n in range(len(ref))]
peak = w * h * (2.0 ** depth - 1) ** 2
print(json.dumps({
  "ms_ssim_y": float(np.mean([msssim(a / 2 ** (depth - 8), b / 2 ** (depth - 8)) for a, b in zip(ref, dis)])) if min(w, h) >= 176 else None,
  "xpsnr": 10 * float(np.log10(peak / np.mean(roots) ** 2)),
}))
`;

interface Clip {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: number;
  readonly frames: number;
  readonly fps: number;
}

/** Luma that moves, with edges, gradients and texture, and the same with noise. */
function clipOf({ width, height, bitDepth, frames }: Clip, noise: number): Uint16Array {
  const top = 2 ** bitDepth - 1;
  return Uint16Array.from({ length: width * height * frames }, (_, at) => {
    const [n, y, x] = [Math.floor(at / (width * height)), Math.floor(at / width) % height, at % width];
    const moved = x + 3 * n;
    const texture = y > height / 2 ? (moved * 37 + y * 91 + moved * y * 11) % 29 : 0;
    const value =
      (moved % 60 > 30 ? 150 : 60) + (y * 60) / height + texture + (((at * 7919) % (2 * noise + 1)) - noise);
    return Math.min(top, Math.max(0, Math.round(value * 2 ** (bitDepth - 8))));
  });
}

const samplesOf = (luma: Uint16Array, bitDepth: number): Uint8Array | Uint16Array =>
  bitDepth === 8 ? Uint8Array.from(luma) : luma;

function byNumpy(clip: Clip, reference: Uint16Array, distorted: Uint16Array): Record<string, number | null> {
  const input = JSON.stringify({ ...clip, reference: [...reference], distorted: [...distorted] });
  return JSON.parse(
    execFileSync('/usr/bin/python3', ['-c', NUMPY], { input, encoding: 'utf8', maxBuffer: 2 ** 28 }),
  ) as Record<string, number | null>;
}

describe('MS-SSIM and XPSNR', () => {
  it.each([
    ['small, smoothed weights', { width: 90, height: 64, bitDepth: 8, frames: 3, fps: 25 }, 6],
    ['fast video', { width: 90, height: 64, bitDepth: 8, frames: 4, fps: 50 }, 6],
    ['odd sides', { width: 181, height: 177, bitDepth: 8, frames: 2, fps: 24 }, 4],
    ['10 bits', { width: 192, height: 176, bitDepth: 10, frames: 1, fps: 30 }, 12],
    ['12 bits', { width: 90, height: 64, bitDepth: 12, frames: 2, fps: 60 }, 40],
    ['larger than what is smoothed', { width: 700, height: 450, bitDepth: 8, frames: 1, fps: 25 }, 9],
  ])('are what numpy makes of their papers: %s', (_name, clip, noise) => {
    const [reference, distorted] = [clipOf(clip, 0), clipOf(clip, noise)];
    const expected = byNumpy(clip, reference, distorted);
    const layout = { ...clip, chroma: '400' as const };
    const [a, b] = [samplesOf(reference, clip.bitDepth), samplesOf(distorted, clip.bitDepth)];
    const { values, absent } = measurePair(a, b, layout).perceived;
    expect(values.xpsnr).toBeCloseTo(expected['xpsnr'] as number, 9);
    if (expected['ms_ssim_y'] === null) expect(absent).toHaveProperty('ms_ssim_y', 'a side is under 176');
    else expect(values.ms_ssim_y).toBeCloseTo(expected['ms_ssim_y'] as number, 9);
  });

  it.each([
    // Printed by getWSSE and getAvgXPSNR of the authors' filter, compiled alone (docs/decisions/0026).
    ['smoothed weights', { width: 90, height: 64, bitDepth: 8, frames: 3, fps: 25 }, 6, 24.729577835028],
    ['the change of the change', { width: 90, height: 64, bitDepth: 8, frames: 4, fps: 50 }, 6, 26.920165437452],
    ['the fastest of slow video', { width: 480, height: 270, bitDepth: 8, frames: 2, fps: 31 }, 3, 43.177967169149],
    ['the largest that is smoothed', { width: 640, height: 480, bitDepth: 8, frames: 2, fps: 29 }, 5, 39.52902209155],
    ['12 bits', { width: 90, height: 64, bitDepth: 12, frames: 2, fps: 60 }, 40, 20.386248174436],
    ['blocks of one picture', { width: 16, height: 16, bitDepth: 8, frames: 2, fps: 25 }, 3, 42.099616043136],
    ['squares of two by two', { width: 2052, height: 1160, bitDepth: 10, frames: 1, fps: 50 }, 9, 40.47140458946],
  ])('XPSNR is what its authors print: %s', (_name, clip, noise, printed) => {
    const { bitDepth, frames, fps, ...size } = clip;
    const [a, b] = [clipOf(clip, 0), clipOf(clip, noise)].map((luma) => samplesOf(luma, bitDepth));
    const layout = { ...size, bitDepth, chroma: '400' as const };
    const comparison = new FrameComparison(layout, fps);
    const samples = size.width * size.height;
    const errors = Array.from({ length: frames }, (_, n) => {
      const [from, to] = [n * samples, (n + 1) * samples];
      return comparison.next(a!.subarray(from, to), b!.subarray(from, to)).weighted;
    });
    expect(pooledXpsnr(errors, { ...size, bitDepth, fps })).toBeCloseTo(printed, 11);
  });

  it('of equal planes: 1, and none', () => {
    const clip = { width: 180, height: 176, bitDepth: 8, frames: 2, fps: 25 };
    const same = samplesOf(clipOf(clip, 0), 8);
    const { values, absent, perFrame } = measurePair(same, same, { ...clip, chroma: '400' }).perceived;
    expect(values.ms_ssim_y).toBeCloseTo(1, 12);
    expect(absent).toEqual({ xpsnr: 'luma is equal: it has no finite value' });
    expect(perFrame[0]).toMatchObject({ xpsnr: null, psnr_hvs_m_y: null });
  });
});
