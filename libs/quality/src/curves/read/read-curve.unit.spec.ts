import { bdRate } from '../bd-rate.ts';
import { curveBreach } from '../curve-breach.ts';
import { readCurve, type CurveChoice } from './read-curve.ts';

const RATES = [110, 190, 380, 760];
const METRICS = [30, 33.5, 36.5, 39];
const points = RATES.map((rate, index) => ({ rate, metric: METRICS[index] ?? null }));
const objects = (rate: string, metric: string) =>
  points.map((point) => ({ [rate]: point.rate, [metric]: point.metric }));

describe('reading a curve', () => {
  it.each([
    ['a list of points', JSON.stringify(points)],
    ['a list with a byte order mark', `\uFEFF${JSON.stringify(points)}`],
    ['pairs', JSON.stringify(points.map(({ rate, metric }) => [rate, metric]))],
    ['columns', JSON.stringify({ rate: RATES, metric: METRICS })],
    ['CompressAI’s results', JSON.stringify({ name: 'x', results: { bitrate: RATES, 'psnr-y': METRICS, bpp: RATES } })],
    ['this lab’s names', JSON.stringify(objects('kbps', 'psnr_y'))],
    [
      'points whose metrics are a record',
      JSON.stringify(points.map((p) => ({ kbps: p.rate, metrics: { psnr_y: p.metric } }))),
    ],
    ['CSV', `rate,metric\r\n${points.map((p) => `${p.rate},${p.metric}`).join('\r\n')}\r\n`],
    [
      'CSV with decimal commas',
      `kbps;psnr\n${points.map((p) => `${p.rate};${String(p.metric).replace('.', ',')}`).join('\n')}`,
    ],
    ['tabs and a comment', `# mine\nrate\tmetric\n${points.map((p) => `${p.rate}\t${p.metric}`).join('\n')}`],
    ['units in its head', `"PSNR (dB)","Bitrate [kbps]"\n${points.map((p) => `${p.metric},${p.rate}`).join('\n')}`],
    [
      'a table of Markdown',
      `| kbps | PSNR Y |\n|---|--:|\n${points.map((p) => `| ${p.rate} | ${p.metric} |`).join('\n')}`,
    ],
    ['JSON Lines', points.map((p) => JSON.stringify(p)).join('\n')],
    ['two bare columns', points.map((p) => `${p.rate} ${p.metric}`).join('\n')],
  ])('takes %s', (_, text) => {
    expect(readCurve(text).points).toEqual(points);
  });

  it('takes AWCY’s output: bits for each pixel, and every metric by name', () => {
    const text = '20 1000 500 40.5 39 15 20\n30 1000 250 36.5 35 12 18\n';
    expect(readCurve(text)).toEqual({
      ...{ name: null, rateName: 'bpp', metricName: 'psnr' },
      points: [
        { rate: 4, metric: 40.5 },
        { rate: 2, metric: 36.5 },
      ],
    });
    expect(readCurve(text, { metric: 'psnr-hvs' }).points.map(({ metric }) => metric)).toEqual([39, 35]);
  });

  it('takes Infinity, null and nothing as lossless', () => {
    expect(readCurve('[{"rate": 1, "metric": Infinity}, {"rate": 2, "metric": null}]').points).toEqual([
      { rate: 1, metric: null },
      { rate: 2, metric: null },
    ]);
    expect(readCurve('rate,metric\n1,inf\n2,').points.map(({ metric }) => metric)).toEqual([null, null]);
  });

  it('asks which curve is meant where there are several', () => {
    const text = JSON.stringify([
      { name: 'a', results: { bpp: RATES, 'psnr-y': METRICS } },
      { name: 'b', results: { bpp: METRICS, 'psnr-y': METRICS } },
    ]);
    expect(() => readCurve(text)).toThrow('it holds 2 curves: choose one with --curve: a, b');
    expect(readCurve(text, { curve: 'a' }).points).toEqual(points);
    expect(() => readCurve(text, { curve: 'c' })).toThrow('curve: "c" is not in it; there are a, b');
  });

  it.each<[string, string, string, CurveChoice]>([
    ['an empty file', ' ', 'it is empty', {}],
    ['a text', 'hello', 'no list of points', {}],
    ['a rate that is no number', '[{"rate": "fast", "metric": 30}]', 'point 1: rate "fast" is no number', {}],
    ['NaN', '[{"rate": 1, "metric": 30}, {"rate": 2, "metric": NaN}]', 'point 2: metric "NaN" is no number', {}],
    [
      'an absent rate',
      '[{"rate": 1, "metric": 1}, {"rate": null, "metric": 30}]',
      'point 2: rate null is no number',
      {},
    ],
    ['another column', '[{"rate": 1, "metric": 30}]', 'metric: "vmaf" is not among its columns', { metric: 'vmaf' }],
    ['columns of other lengths', '{"rate": [1, 2], "metric": [1]}', 'rate has 2, metric has 1', {}],
    ['broken JSON', '[{"rate": 1', 'it is not JSON', {}],
  ])('refuses %s', (_, text, message, choice) => {
    expect(() => readCurve(text, choice)).toThrow(message);
  });
});

describe('the rule that a curve breaks', () => {
  it.each([
    ['too few points', points.slice(0, 3), '3 different points: 4 are needed'],
    [
      'lossless points beside too few',
      [...points.slice(0, 2), { rate: 900, metric: null }],
      '2 different points, beside 1 lossless',
    ],
    ['no rate', [{ rate: 0, metric: 20 }, ...points], 'point 1 has a rate of 0: more than 0 is needed'],
    [
      'a flat top',
      [...points, { rate: 1600, metric: 39 }],
      'point 5 (rate 1600, metric 39) does not rise above point 4 (rate 760, metric 39)',
    ],
  ])('is named with its point: %s', (_, curve, message) => {
    expect(curveBreach(curve)).toContain(message);
    expect(bdRate(curve, points).reason).not.toBeNull();
  });

  it('is none for a curve that a BD figure can be taken of', () => {
    expect(curveBreach(points)).toBeUndefined();
    expect(bdRate(points, points).percent).toBeCloseTo(0);
  });
});
