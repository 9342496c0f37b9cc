import {
  columnOf,
  CurveUnreadable,
  isPoint,
  isRecord,
  METRIC_NAMES,
  RATE_NAMES,
  type CurveTable,
} from './curve-table.ts';

type Row = Readonly<Record<string, unknown>>;

/**
 * Every curve of a JSON text: lists of points or of pairs, columns (CompressAI's `results` among them), and the
 * documents of `measure` and `export`; JSON Lines too. Bare `Infinity` and `NaN`, which Python writes, are taken.
 */
export function jsonTables(text: string): CurveTable[] {
  return tablesIn(parse(text), null);
}

function parse(text: string): unknown {
  const quoted = text.replaceAll(/(?<=[\s:,[])(-?Infinity|NaN)(?=[\s,\]}])/g, '"$1"');
  try {
    return JSON.parse(quoted);
  } catch (error) {
    const lines = jsonLines(quoted);
    if (lines !== undefined) return lines;
    throw new CurveUnreadable(`it is not JSON: ${(error as SyntaxError).message}`);
  }
}

/** The values of JSON Lines, one a line. */
function jsonLines(text: string): unknown[] | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  try {
    return lines.length > 1 ? lines.map((line): unknown => JSON.parse(line)) : undefined;
  } catch {
    return undefined;
  }
}

function tablesIn(value: unknown, name: string | null): CurveTable[] {
  if (Array.isArray(value)) return tablesInList(value, name);
  if (!isRecord(value)) return [];
  const own = nameOf(value) ?? name;
  if (isColumns(value)) return [{ name: own, rows: rowsOf(value) }];
  const row = flat(value);
  if (isPoint(row)) return [{ name: own, rows: [row] }];
  return Object.entries(value).flatMap(([key, child]) => tablesIn(child, joined(own, key)));
}

function tablesInList(values: readonly unknown[], name: string | null): CurveTable[] {
  const pairs = values.filter(isPair);
  if (pairs.length > 0 && pairs.length === values.length) {
    return [{ name, rows: pairs.map(([rate, metric]) => ({ rate, metric })) }];
  }
  const rows = values.filter(isRecord).map(flat);
  if (rows.length === 0 || rows.length < values.length || !rows.every(isPoint)) {
    return values.flatMap((each) => tablesIn(each, name));
  }
  const byClip = Map.groupBy(rows, (row) => text(row['clipName']) ?? text(row['clip']));
  return [...byClip].map(([clip, points]) => ({
    name: byClip.size === 1 ? name : joined(name, clip ?? ''),
    rows: points,
  }));
}

const isPair = (value: unknown): value is readonly [unknown, unknown] => Array.isArray(value) && value.length === 2;

/** Columns of one length under names of a rate and of a quality. */
function isColumns(value: Row): boolean {
  const [rate, metric] = [columnOf(value, RATE_NAMES), columnOf(value, METRIC_NAMES)];
  return rate !== undefined && metric !== undefined && Array.isArray(value[rate]) && Array.isArray(value[metric]);
}

function rowsOf(columns: Row): Row[] {
  const lists = Object.entries(columns).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
  const lengths = new Set(lists.map(([, list]) => list.length));
  if (lengths.size > 1) {
    const shown = lists.map(([key, list]) => `${key} has ${list.length}`).join(', ');
    throw new CurveUnreadable(`its columns are of different lengths: ${shown}`);
  }
  const [length = 0] = lengths;
  return Array.from({ length }, (_, index) => Object.fromEntries(lists.map(([key, list]) => [key, list[index]])));
}

/** A point whose metrics are a record of their own, as in this lab's documents, with them beside the rest. */
const flat = (row: Row): Row => (isRecord(row['metrics']) ? { ...row, ...row['metrics'] } : row);

const nameOf = (value: Row): string | undefined =>
  text(value['name']) ?? text(value['label']) ?? text(value['experimentId']) ?? text(value['encoder']);

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/** Keys that only wrap points say nothing. */
const joined = (name: string | null, key: string): string =>
  name === null || ['results', 'points', 'measurements', 'runs', 'curve', 'curves'].includes(key)
    ? (name ?? key)
    : `${name}/${key}`;
