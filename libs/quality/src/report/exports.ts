import { CORE_METRICS, measuredBy, RECORDED_METRICS, type MetricName } from '../metrics/metrics.ts';
import type { ReportData, ReportPoint } from './report-data.ts';

/**
 * Every point as CSV (RFC 4180), numbers in full precision, with each metric that one of them has. An empty PSNR is a
 * lossless one.
 */
export function pointsCsv(data: ReportData): string {
  const curves = data.clips.flatMap(({ name, curves: own }) => own.map((curve) => ({ ...curve, clip: name })));
  const metrics = measuredBy(
    curves.flatMap(({ points }) => points),
    RECORDED_METRICS,
  );
  const head = ['clip', 'curve', 'kind', 'setting', 'bytes', 'kbps', 'bpp', ...metrics, ...EVIDENCE];
  const rows = curves.flatMap(({ clip, label, kind, points }) =>
    points.map((point) => [
      ...[clip, label, kind, point.setting, point.bytes, point.kbps, point.bpp],
      ...metrics.map((name) => point[name]),
      ...[point.encodeCpuMs, point.decodeCpuMs, point.bitstream, point.reconstruction],
    ]),
  );
  return [head, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

const EVIDENCE = ['encode_cpu_ms', 'decode_cpu_ms', 'bitstream', 'reconstruction'];

/** A text that a spreadsheet would take for a formula is disarmed with a leading apostrophe. */
function cell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A curve in the JSON that CompressAI's plot tool reads; lossless points have no place in it. */
export interface CompressAiResult {
  readonly name: string;
  readonly description: string;
  /** Lists of the same length, under CompressAI's names. */
  readonly results: Readonly<Record<string, readonly number[]>>;
}

/** CompressAI's names of metrics; it has none of its own for the others, which keep ours. */
const COMPRESSAI: Readonly<Partial<Record<MetricName, string>>> = {
  psnr_y: 'psnr-y',
  psnr_u: 'psnr-u',
  psnr_v: 'psnr-v',
  psnr_yuv611: 'psnr-yuv',
  ssim_y_ffmpeg: 'ssim-y',
  ms_ssim_y: 'ms-ssim-y',
  psnr_rgb: 'psnr-rgb',
};

/** A candidate's or anchor's points by rising rate, with the metrics that all of them have. */
export function compressAiResult(name: string, description: string, points: readonly ReportPoint[]): CompressAiResult {
  const lossy = points
    .toSorted((a, b) => a.bpp - b.bpp)
    .filter((point) => CORE_METRICS.every((each) => point[each] !== null));
  const metrics = RECORDED_METRICS.filter((each) => lossy.every((point) => typeof point[each] === 'number'));
  const lists = metrics.map((each) => [COMPRESSAI[each] ?? each, lossy.map((point) => Number(point[each]))] as const);
  return {
    name,
    description,
    results: {
      bpp: lossy.map(({ bpp }) => bpp),
      bitrate: lossy.map(({ kbps }) => kbps),
      ...Object.fromEntries(lists),
    },
  };
}
