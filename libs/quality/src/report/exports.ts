import type { ReportData, ReportPoint } from './report-data.ts';

const COLUMNS = [
  'clip',
  'curve',
  'kind',
  'setting',
  'bytes',
  'kbps',
  'bpp',
  'psnr_y',
  'psnr_u',
  'psnr_v',
  'psnr_yuv611',
  'ssim_y_ffmpeg',
  'encode_cpu_ms',
  'decode_cpu_ms',
  'bitstream',
  'reconstruction',
];

/** Every point as CSV (RFC 4180), numbers in full precision; an empty PSNR is a lossless one. */
export function pointsCsv(data: ReportData): string {
  const rows = data.clips.flatMap(({ name, curves }) =>
    curves.flatMap(({ label, kind, points }) => points.map((point) => [name, label, kind, ...fields(point)])),
  );
  return [COLUMNS, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

const fields = (point: ReportPoint): (string | number | null | undefined)[] => [
  ...[point.setting, point.bytes, point.kbps, point.bpp, point.psnr_y, point.psnr_u, point.psnr_v, point.psnr_yuv611],
  ...[point.ssim_y_ffmpeg, point.encodeCpuMs, point.decodeCpuMs, point.bitstream, point.reconstruction],
];

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
  readonly results: Readonly<
    Record<'bpp' | 'psnr-y' | 'psnr-u' | 'psnr-v' | 'psnr-yuv' | 'bitrate' | 'ssim-y', readonly number[]>
  >;
}

/** A candidate's or anchor's points by rising rate, under CompressAI's names. */
export function compressAiResult(name: string, description: string, points: readonly ReportPoint[]): CompressAiResult {
  const sorted = points.toSorted((a, b) => a.bpp - b.bpp).filter(isLossy);
  return {
    name,
    description,
    results: {
      bpp: sorted.map(({ bpp }) => bpp),
      bitrate: sorted.map(({ kbps }) => kbps),
      'psnr-y': sorted.map(({ psnr_y }) => psnr_y),
      'psnr-u': sorted.map(({ psnr_u }) => psnr_u),
      'psnr-v': sorted.map(({ psnr_v }) => psnr_v),
      'psnr-yuv': sorted.map(({ psnr_yuv611 }) => psnr_yuv611),
      'ssim-y': sorted.map(({ ssim_y_ffmpeg }) => ssim_y_ffmpeg),
    },
  };
}

type Lossy = ReportPoint & Readonly<Record<'psnr_y' | 'psnr_u' | 'psnr_v' | 'psnr_yuv611', number>>;

const isLossy = (point: ReportPoint): point is Lossy =>
  point.psnr_y !== null && point.psnr_u !== null && point.psnr_v !== null && point.psnr_yuv611 !== null;
