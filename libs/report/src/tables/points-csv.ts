import { measuredBy, RECORDED_METRICS } from '@codecsmith/quality';
import type { ReportData } from '../data/report-data.ts';
import { tableCsv } from './table-csv.ts';
import type { TableColumn } from './table.ts';

const PLACE = ['clip', 'curve', 'kind', 'setting', 'bytes', 'kbps', 'bpp'];
const EVIDENCE = ['encode_cpu_ms', 'decode_cpu_ms', 'bitstream', 'reconstruction'];
const TEXTS = ['clip', 'curve', 'kind', 'setting', 'bitstream', 'reconstruction'];

/** Every point that a report shows as CSV, with each metric that one of them has. An empty PSNR is a lossless one. */
export function pointsCsv(data: ReportData): string {
  const curves = data.clips.flatMap(({ name, curves: own }) => own.map((curve) => ({ ...curve, clip: name })));
  const metrics = measuredBy(
    curves.flatMap((curve) => curve.points),
    RECORDED_METRICS,
  );
  const columns = [...PLACE, ...metrics, ...EVIDENCE].map((name): TableColumn => ({
    name,
    type: TEXTS.includes(name) ? 'text' : 'number',
  }));
  const rows = curves.flatMap(({ clip, label: curve, kind, points }) =>
    points.map(({ encodeCpuMs, decodeCpuMs, ...point }) => ({
      ...{ clip, curve, kind, encode_cpu_ms: encodeCpuMs, decode_cpu_ms: decodeCpuMs },
      ...point,
    })),
  );
  return tableCsv({ columns, rows });
}
