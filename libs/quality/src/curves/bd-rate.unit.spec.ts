import { readFileSync } from 'node:fs';
import { describeWithShared } from '@codecsmith/test-servers';
import { BD_METHODS, bdRate, type BdMethod } from './bd-rate.ts';
import type { RdPoint } from './rd-curve.ts';

interface Curve {
  readonly rate: readonly number[];
  readonly metric: readonly number[];
}
interface Case {
  readonly id: string;
  readonly anchor: Curve;
  readonly test: Curve;
  readonly published?: readonly { method: BdMethod; bd_rate_percent: number; tolerance_percent: number }[];
  readonly computed: Readonly<Record<BdMethod, { bd_rate_percent: number; bd_metric?: number }>>;
}

const points = ({ rate, metric }: Curve): RdPoint[] =>
  rate.map((value, i) => ({ rate: value, metric: metric[i] ?? Number.NaN }));

describeWithShared('BD-rate against published and computed values', ['oracles/bdrate.json'], ([path]) => {
  const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: Case[] };

  describe.each(cases.map((each) => [each.id, each] as const))(
    '%s',
    (_id, { anchor, test, published = [], computed }) => {
      it.each(BD_METHODS)('%s within 1e-6 of the computed value', (method) => {
        const result = bdRate(points(anchor), points(test), method);
        expect(Math.abs((result.percent ?? Number.NaN) - computed[method].bd_rate_percent)).toBeLessThanOrEqual(1e-6);
        const metric = computed[method].bd_metric;
        if (metric !== undefined)
          expect(Math.abs((result.metricDelta ?? Number.NaN) - metric)).toBeLessThanOrEqual(1e-6);
      });

      it('agrees with what was published', () => {
        for (const { method, bd_rate_percent, tolerance_percent } of published) {
          const { percent } = bdRate(points(anchor), points(test), method);
          expect(Math.abs((percent ?? Number.NaN) - bd_rate_percent)).toBeLessThanOrEqual(tolerance_percent);
        }
      });
    },
  );
});

interface AnchorPoint extends Readonly<Record<'psnr_y' | 'psnr_yuv611' | 'ssim_y_ffmpeg' | 'bytes', number>> {
  readonly encoder: string;
  readonly mode: string;
}
interface AnchorCase {
  readonly mode: string;
  readonly anchor: string;
  readonly test: string;
  readonly metric: 'psnr_y' | 'psnr_yuv611' | 'ssim_y_ffmpeg';
  readonly bd_rate_percent: Readonly<Partial<Record<BdMethod, number>>>;
}

describeWithShared('BD-rate between the anchors themselves', ['oracles/anchors.json'], ([path]) => {
  const oracle = JSON.parse(readFileSync(path, 'utf8')) as { points: AnchorPoint[]; bd_rates: AnchorCase[] };

  it.each(oracle.bd_rates.map((each) => [each.test, each.anchor, each.mode, each.metric, each] as const))(
    '%s against %s, %s, by %s',
    (_test, _anchor, _mode, _metric, { anchor, test, mode, metric, bd_rate_percent: expected }) => {
      const curve = (encoder: string): RdPoint[] =>
        oracle.points
          .filter((point) => point.encoder === encoder && point.mode === mode)
          .map((point) => ({ rate: point.bytes, metric: point[metric] }));
      for (const [method, percent] of Object.entries(expected) as [BdMethod, number][]) {
        const found = bdRate(curve(anchor), curve(test), method).percent;
        expect(Math.abs((found ?? Number.NaN) - percent)).toBeLessThanOrEqual(1e-6);
      }
    },
  );
});

describe('BD-rate has a value or a reason', () => {
  const anchor = points({ rate: [100, 200, 400, 800], metric: [30, 33, 36, 39] });
  const scaled = (factor: number, shift = 0): RdPoint[] =>
    anchor.map(({ rate, metric }) => ({ rate: rate * factor, metric: (metric ?? 0) + shift }));

  it.each(BD_METHODS)('is exact for a curve that needs a tenth less at every quality, by %s', (method) => {
    const result = bdRate(anchor, scaled(0.9), method);
    expect(result.percent).toBeCloseTo(-10, 9);
    expect(result).toMatchObject({ overlap: 1, overlapOfAnchor: 1, reason: null, warnings: [], method });
  });

  it('does not care for the order of the points or a repeated one', () => {
    const shuffled = [...scaled(0.9)].reverse();
    expect(bdRate(anchor, [...shuffled, ...shuffled.slice(0, 1)]).percent).toBeCloseTo(-10, 9);
  });

  it.each([
    ['test: too_few_points', anchor.slice(0, 3)],
    ['test: too_few_points', []],
    ['test: non_monotonic', [...anchor.slice(0, 3), { rate: 900, metric: 35 }]],
    ['test: non_monotonic', [...anchor, { rate: 100, metric: 31 }]],
    ['test: zero_rate', [{ rate: 0, metric: 20 }, ...anchor]],
    ['test: not_a_number', [{ rate: 50, metric: Number.NaN }, ...anchor]],
    ['test: too_few_points', [...anchor.slice(0, 3), { rate: 800, metric: null }]],
    ['no_overlap', scaled(1, 20)],
  ] as const)('is null: %s', (reason, test) => {
    expect(bdRate(anchor, test)).toMatchObject({ percent: null, metricDelta: null, reason });
  });

  it('names the anchor when that is the one at fault', () => {
    expect(bdRate(anchor.slice(1), anchor).reason).toBe('anchor: too_few_points');
  });

  it('leaves lossless points out and says so', () => {
    const result = bdRate(anchor, [...scaled(0.9), { rate: 5000, metric: null }]);
    expect(result.percent).toBeCloseTo(-10, 9);
    expect(result.warnings).toEqual(['1 lossless point left out']);
  });

  it('warns when the overlap is under three quarters of the joint range', () => {
    const result = bdRate(anchor, scaled(1, 3));
    expect(result.overlap).toBeCloseTo(6 / 12, 12);
    expect(result.overlapOfAnchor).toBeCloseTo(6 / 9, 12);
    expect(result.warnings).toEqual(['overlap is 50.0 % of the joint quality range']);
  });
});
