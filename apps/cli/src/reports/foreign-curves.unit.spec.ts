import type { KnownClip } from '@codecsmith/client';
import type { ReportData, ReportPoint } from '@codecsmith/report';
import { foreignCurve, withForeignCurves } from './foreign-curves.ts';

const clip = { digest: 'c'.repeat(64), width: 100, height: 50, frames: 50, fps: { num: 25, den: 1 } } as KnownClip;
const about = { name: 'vvenc', source: 'vvenc.csv', clip, frames: 50, unit: undefined, metric: undefined };
const read = (rateName: string, rates: readonly number[], metricName = 'psnr_y') => ({
  ...{ name: null, rateName, metricName },
  points: rates.map((rate, index) => ({ rate, metric: 30 + 3 * index })),
});
const RATES = [100, 200, 400, 800];

describe('a curve from elsewhere', () => {
  it('has its rate in kbps, whatever it was given in', () => {
    const kbps = (column: string, rates: readonly number[]) => foreignCurve(read(column, rates), about).points[0]?.kbps;
    expect(kbps('kbps', [100])).toBe(100);
    expect(kbps('bytes', [25_000])).toBe(100);
    expect(kbps('bpp', [0.8])).toBeCloseTo(100, 9);
  });

  it('needs its unit and its metric where the columns do not say them', () => {
    expect(() => foreignCurve(read('rate', RATES), about)).toThrow('--unit kbps|bpp|bytes');
    expect(() => foreignCurve(read('kbps', RATES, 'quality'), about)).toThrow('say what it is by --as');
    expect(foreignCurve(read('rate', RATES, 'quality'), { ...about, unit: 'kbps', metric: 'psnr_y' }).metric).toBe(
      'psnr_y',
    );
  });

  it('is put beside ours with its BD-rate, and only where the frames are the same', () => {
    const points = RATES.map((rate, index) => ({ kbps: rate / 2, psnr_y: 30 + 3 * index }) as ReportPoint);
    const curves = [{ label: 'candidate', kind: 'candidate' as const, points }];
    const shown = { name: 'a', digest: clip.digest, about: '', curves, figures: [], perFrame: [] };
    const data: ReportData = { title: '', summary: '', identity: [], environment: [], clips: [shown] };
    const curve = foreignCurve(read('kbps', RATES), about);
    const [beside] = withForeignCurves(data, [curve], () => 50).clips;
    expect(beside?.foreign?.map(({ label }) => label)).toEqual(['vvenc']);
    expect(beside?.figures[0]).toMatchObject({ anchor: 'vvenc', mode: 'imported', metric: 'psnr_y' });
    expect(beside?.figures[0]?.percent).toBeCloseTo(-50, 6);
    expect(withForeignCurves(data, [curve], () => 24).clips[0]).toBe(shown);
    expect(withForeignCurves(data, [{ ...curve, clip: 'd'.repeat(64) }], () => 50).clips[0]).toBe(shown);
  });
});
