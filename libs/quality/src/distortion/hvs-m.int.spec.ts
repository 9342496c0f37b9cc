import { execFileSync } from 'node:child_process';
import { FrameComparison } from './frame-comparison.ts';
import { measurePair } from './measure-pair.testing.ts';

const [WIDTH, HEIGHT] = [45, 34];

/** The authors' published code (psnrhvsm.m) in numpy, with their own tables written out. */
const NUMPY = String.raw`
import json, sys
import numpy as np
CSF = np.array([[1.608443, 2.339554, 2.573509, 1.608443, 1.072295, 0.643377, 0.504610, 0.421887],
 [2.144591, 2.144591, 1.838221, 1.354478, 0.989811, 0.443708, 0.428918, 0.467911],
 [1.838221, 1.979622, 1.608443, 1.072295, 0.643377, 0.451493, 0.372972, 0.459555],
 [1.838221, 1.513829, 1.169777, 0.887417, 0.504610, 0.295806, 0.321689, 0.415082],
 [1.429727, 1.169777, 0.695543, 0.459555, 0.378457, 0.236102, 0.249855, 0.334222],
 [1.072295, 0.735288, 0.467911, 0.402111, 0.317717, 0.247453, 0.227744, 0.279729],
 [0.525206, 0.402111, 0.329937, 0.295806, 0.249855, 0.212687, 0.214459, 0.254803],
 [0.357432, 0.279729, 0.270896, 0.262603, 0.229778, 0.257351, 0.249855, 0.259950]])
MASK = np.array([[0.390625, 0.826446, 1.000000, 0.390625, 0.173611, 0.062500, 0.038447, 0.026874],
 [0.694444, 0.694444, 0.510204, 0.277008, 0.147929, 0.029727, 0.027778, 0.033058],
 [0.510204, 0.591716, 0.390625, 0.173611, 0.062500, 0.030779, 0.021004, 0.031888],
 [0.510204, 0.346021, 0.206612, 0.118906, 0.038447, 0.013212, 0.015625, 0.026015],
 [0.308642, 0.206612, 0.073046, 0.031888, 0.021626, 0.008417, 0.009426, 0.016866],
 [0.173611, 0.081633, 0.033058, 0.024414, 0.015242, 0.009246, 0.007831, 0.011815],
 [0.041649, 0.024414, 0.016437, 0.013212, 0.009426, 0.006830, 0.006944, 0.009803],
 [0.019290, 0.011815, 0.011080, 0.010412, 0.007972, 0.010000, 0.009426, 0.010203]])
k, n = np.mgrid[0:8, 0:8]
D = np.sqrt(np.where(k == 0, 1, 2) / 8) * np.cos(np.pi * (2 * n + 1) * k / 16)
def vari(z): return np.var(z, ddof=1) * z.size
def maskeff(z, c):
    e = (c ** 2 * MASK).sum() - c[0, 0] ** 2 * MASK[0, 0]
    pop = vari(z)
    if pop != 0: pop = (vari(z[:4, :4]) + vari(z[:4, 4:]) + vari(z[4:, 4:]) + vari(z[4:, :4])) / pop
    return np.sqrt(e * pop) / 32
given = json.load(sys.stdin)
w, h = given["width"], given["height"]
a, b = (np.array(given[x], dtype=float).reshape(h, w) for x in ("reference", "distorted"))
total, count = 0.0, 0
for y in range(0, h - 7, 8):
    for x in range(0, w - 7, 8):
        p, q = a[y:y + 8, x:x + 8], b[y:y + 8, x:x + 8]
        P, Q = D @ p @ D.T, D @ q @ D.T
        m = max(maskeff(p, P), maskeff(q, Q))
        u = np.abs(P - Q)
        v = np.maximum(0, u - m / MASK)
        v[0, 0] = u[0, 0]
        total += ((v * CSF) ** 2).sum(); count += 64
print(repr(total / count))
`;

/** A picture with edges, gradients and texture; the same seed gives the same one. */
function picture(seed: number): Uint8Array {
  return Uint8Array.from({ length: WIDTH * HEIGHT }, (_, at) => {
    const [x, y] = [at % WIDTH, Math.floor(at / WIDTH)];
    const texture = (x * 37 + y * 91 + seed * 53 + x * y * 11) % 29;
    return Math.min(255, Math.max(0, (x > 20 ? 150 : 60) + 2 * y + (y > 16 ? texture : 0)));
  });
}
const noisy = (plane: Uint8Array, amount: number): Uint8Array =>
  plane.map((sample, at) => Math.min(255, Math.max(0, sample + (((at * 7919) % (2 * amount + 1)) - amount))));

const byNumpy = (reference: Uint8Array, distorted: Uint8Array): number => {
  const input = JSON.stringify({ width: WIDTH, height: HEIGHT, reference: [...reference], distorted: [...distorted] });
  return Number(execFileSync('/usr/bin/python3', ['-c', NUMPY], { input, encoding: 'utf8' }));
};

describe('PSNR-HVS-M', () => {
  it.each([1, 3, 9, 40])('is what the published code gives, for noise up to %i', (amount) => {
    const [reference, distorted] = [picture(amount), noisy(picture(amount), amount)];
    const expected = byNumpy(reference, distorted);
    const layout = { width: WIDTH, height: HEIGHT, bitDepth: 8, chroma: '400' } as const;
    const found = new FrameComparison(layout, 25).next(reference, distorted).masked;
    expect(expected).toBeGreaterThan(0);
    // Their tables have six digits, ours all of them.
    expect(Math.abs(10 * Math.log10((found ?? NaN) / expected))).toBeLessThan(1e-4);
  });

  it('is pooled over the frames of a clip, per frame, and null for equal ones', () => {
    const layout = { width: 16, height: 16, bitDepth: 8, frames: 2 } as const;
    const still = Uint8Array.from({ length: 2 * 384 }, (_, at) => (at * 31) % 200);
    const changed = still.map((sample, at) => (at >= 384 ? sample + (at % 3) * 9 : sample));
    const { values, perFrame } = measurePair(still, changed, layout).perceived;
    const second = perFrame[1]?.psnr_hvs_m_y ?? NaN;
    expect(perFrame[0]?.psnr_hvs_m_y).toBeNull();
    expect(values.psnr_hvs_m_y).toBeCloseTo(second + 10 * Math.log10(2), 9);
    expect(measurePair(still, still, layout).perceived.values.psnr_hvs_m_y).toBeNull();
  });

  it('is absent, with the reason, where no block fits', () => {
    const small = Uint8Array.from({ length: 6 * 6 + 2 * 9 }, (_, at) => at);
    const measured = measurePair(small, small.toReversed(), { width: 6, height: 6, bitDepth: 8, frames: 1 });
    expect(measured.perceived.values).not.toHaveProperty('psnr_hvs_m_y');
    expect(measured.perceived.absent).toHaveProperty('psnr_hvs_m_y', 'a side is under 8');
  });
});
