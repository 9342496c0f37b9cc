import { measuredBy, RECORDED_METRICS } from '@codecsmith/quality';
import { stringify } from 'csv-stringify/sync';
import type { ReportData } from '../data/report-data.ts';

const PLACE = ['clip', 'curve', 'kind', 'setting', 'bytes', 'kbps', 'bpp'];
const EVIDENCE = ['encode_cpu_ms', 'decode_cpu_ms', 'bitstream', 'reconstruction'];

/**
 * Every point as CSV (RFC 4180), numbers in full precision, with each metric that one of them has. An empty PSNR is a
 * lossless one. A text that a spreadsheet would take for a formula gets a leading apostrophe.
 */
export function pointsCsv(data: ReportData): string {
  const curves = data.clips.flatMap(({ name, curves: own }) => own.map((curve) => ({ ...curve, clip: name })));
  const points = curves.flatMap((curve) => curve.points);
  const metrics = measuredBy(points, RECORDED_METRICS);
  const rows = curves.flatMap(({ clip, label, kind, points: own }) =>
    own.map((point) => [
      ...[clip, label, kind, point.setting, point.bytes, point.kbps, point.bpp],
      ...metrics.map((name) => point[name]),
      ...[point.encodeCpuMs, point.decodeCpuMs, point.bitstream, point.reconstruction],
    ]),
  );
  return stringify([[...PLACE, ...metrics, ...EVIDENCE], ...rows], {
    record_delimiter: 'windows',
    escape_formulas: true,
    cast: { number: (value) => ({ value: String(value), escape_formulas: false }) },
  });
}
