/** What cannot be read as a rate-distortion curve; the message names the place, the value and what is allowed. */
export class CurveUnreadable extends Error {
  override readonly name = 'CurveUnreadable';
}

/** Points as a file holds them: columns by name, of one length. */
export interface CurveTable {
  /** Of the curve, where the file says one. */
  readonly name: string | null;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** Names of rates, the first that is there is taken. */
export const RATE_NAMES = ['kbps', 'bitrate', 'bitrate_kbps', 'rate', 'bpp', 'bytes', 'size'] as const;

/** Names of qualities, the first that is there is taken; any other column can be named. */
export const METRIC_NAMES = [
  ...['psnr_y', 'psnr-y', 'metric', 'psnr', 'psnr-rgb', 'psnr-yuv', 'psnr_yuv611', 'quality_db', 'vmaf', 'ssim'],
  ...['ssim-y', 'ssim_y_ffmpeg', 'ms-ssim', 'ms-ssim-rgb', 'ms_ssim_y', 'xpsnr'],
] as const;

/**
 * The column of a row that bears one of the names, in any case. A heading may have its unit behind it, as in
 * `PSNR Y (dB)`; a heading without one comes first.
 */
export function columnOf(row: Readonly<Record<string, unknown>>, names: readonly string[]): string | undefined {
  const keys = Object.keys(row).toReversed();
  const byName = new Map([
    ...keys.map((key) => [withoutUnit(key), key] as const),
    ...keys.map((key) => [key.toLowerCase(), key] as const),
  ]);
  return names.map((name) => byName.get(name.toLowerCase())).find((key) => key !== undefined);
}

const withoutUnit = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/\s*(\([^()]*\)|\[[^[\]]*\])$/u, '')
    .replaceAll(/\s+/gu, '_');

/** Whether a row holds a point. */
export const isPoint = (row: Readonly<Record<string, unknown>>): boolean =>
  columnOf(row, RATE_NAMES) !== undefined && columnOf(row, METRIC_NAMES) !== undefined;

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
