import type { RdPoint } from '../rd-curve.ts';
import { columnOf, CurveUnreadable, isPoint, METRIC_NAMES, RATE_NAMES, type CurveTable } from './curve-table.ts';
import { jsonTables } from './json-tables.ts';
import { textTables } from './text-tables.ts';

/** Which columns, and which curve of several. */
export interface CurveChoice {
  readonly rate?: string | undefined;
  readonly metric?: string | undefined;
  readonly curve?: string | undefined;
}

/** A curve of a file, with the names of the columns that it was read from. */
export interface ReadCurve {
  readonly name: string | null;
  readonly rateName: string;
  readonly metricName: string;
  /** In the order of the file. */
  readonly points: readonly RdPoint[];
}

/**
 * Reads one rate-distortion curve from a file's text.
 *
 * @throws CurveUnreadable when there is none, when there are several and none was chosen, or when a value is no number
 */
export function readCurve(content: string, choice: CurveChoice = {}): ReadCurve {
  const text = content.replace(/^\uFEFF/, '').trim();
  if (text === '') throw new CurveUnreadable('it is empty');
  const tables = /^[[{]/.test(text) ? jsonTables(text) : textTables(text);
  const table = chosen(tables, choice.curve);
  const [first] = table.rows;
  const rateName = column(first, choice.rate, RATE_NAMES, 'rate');
  const metricName = column(first, choice.metric, METRIC_NAMES, 'metric');
  return {
    ...{ name: table.name, rateName, metricName },
    points: table.rows.map((row, index) => ({
      rate: rateOf(row[rateName], index, rateName),
      metric: metricOf(row[metricName], index, metricName),
    })),
  };
}

function chosen(tables: readonly CurveTable[], wanted: string | undefined): CurveTable {
  const found = tables.filter(({ name, rows }) => rows.length > 0 && (wanted === undefined || name === wanted));
  const [only, ...others] = found;
  const names = tables.map(({ name }) => name ?? 'unnamed').join(', ');
  if (only === undefined) {
    const why =
      tables.length === 0
        ? 'no list of points, pairs or columns is in it'
        : `curve: "${wanted}" is not in it; there are ${names}`;
    throw new CurveUnreadable(why);
  }
  if (others.length === 0) return only;
  throw new CurveUnreadable(`it holds ${found.length} curves: choose one with --curve: ${names}`);
}

function column(
  row: CurveTable['rows'][number] = {},
  wanted: string | undefined,
  names: readonly string[],
  field: string,
): string {
  const found = columnOf(row, wanted === undefined ? names : [wanted]);
  if (found !== undefined && (wanted !== undefined || isPoint(row))) return found;
  const known = Object.keys(row).join(', ');
  const what =
    wanted === undefined ? `no ${field} is among its columns` : `${field}: "${wanted}" is not among its columns`;
  throw new CurveUnreadable(`${what}: ${known}`);
}

function rateOf(value: unknown, index: number, name: string): number {
  const number = numberOf(value);
  if (number !== null && Number.isFinite(number)) return number;
  throw noNumber(value, index, name);
}

/** Null for a lossless point: nothing, or infinity. */
function metricOf(value: unknown, index: number, name: string): number | null {
  if (value === null || value === undefined || value === '') return null;
  const number = numberOf(value);
  if (number === null || Number.isNaN(number) || number === Number.NEGATIVE_INFINITY)
    throw noNumber(value, index, name);
  return number === Number.POSITIVE_INFINITY ? null : number;
}

function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value.trim() === '') return null;
  if (/^[+]?(inf|infinity|∞)$/i.test(value.trim())) return Number.POSITIVE_INFINITY;
  return Number(value);
}

const noNumber = (value: unknown, index: number, name: string): CurveUnreadable =>
  new CurveUnreadable(`point ${index + 1}: ${name} ${JSON.stringify(value ?? null)} is no number`);
