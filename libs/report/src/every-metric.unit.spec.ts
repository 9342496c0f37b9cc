import { CURVE_METRICS, METRICS, metricTitle, RECORDED_METRICS, type MetricValues } from '@codecsmith/quality';
import { reportPage } from './page/page.ts';
import { SAMPLE } from './sample.testing.ts';
import { compressAiResult } from './tables/compressai.ts';
import { pointsCsv } from './tables/points-csv.ts';

/** A value for every metric of the table, each another one. */
const everyMetric = (shift: number) =>
  Object.fromEntries(RECORDED_METRICS.map((name, place) => [name, 20 + place + shift / 8])) as unknown as MetricValues;

const clip = SAMPLE.clips[0];
if (clip === undefined) throw new Error('the sample has no clip');
const curves = clip.curves.map((curve) => ({
  ...curve,
  points: curve.points.map((point, place) => ({ ...point, ...everyMetric(place) })),
}));
const data = { ...SAMPLE, clips: [{ ...clip, curves }] };
const page = reportPage(data);
const [heads = ''] = pointsCsv(data).split('\r\n');
const first = pointsCsv(data).split('\r\n')[1]?.split(',') ?? [];

describe.each(RECORDED_METRICS.map((name, place) => [name, 20 + place] as const))('%s', (name, value) => {
  it('is a column of the report, of CSV, and a list for CompressAI', () => {
    expect(page).toContain(`>${name}</th>`);
    expect(page).toContain(`>${value.toFixed(METRICS[name].digits + 1)}</td>`);
    expect(first[heads.split(',').indexOf(name)]).toBe(String(value));
    const { results } = compressAiResult('mine', '', curves[0]?.points ?? []);
    expect(Object.values(results).map((list) => list[0])).toContain(value);
  });
});

it.each(CURVE_METRICS)('the report draws the curves by %s', (name) => {
  expect(page).toContain(`aria-label="Rate and ${metricTitle(name)} on park`);
});
