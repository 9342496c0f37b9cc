import { dsvFormat } from 'd3-dsv';
import { CurveUnreadable, type CurveTable } from './curve-table.ts';

/** Columns of an `.out` file of Are We Compressed Yet, after the quantizer, the pixels and the bytes. */
const AWCY_METRICS = [
  ...['psnr', 'psnr-hvs', 'ssim', 'fastssim', 'ciede2000', 'psnr_cb', 'psnr_cr', 'apsnr', 'apsnr_cb', 'apsnr_cr'],
  ...['ms-ssim', 'encode_seconds', 'vmaf'],
];

/** The curves of a table in text: CSV with `,`, `;` or tabs, a Markdown table, two bare columns, or AWCY's output. */
export function textTables(content: string): CurveTable[] {
  const text = content.startsWith('|') ? withoutBars(content) : content;
  const bare = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.trim().split(/[\s,;]+/));
  const isNumeric = bare.length > 0 && bare.every((cells) => cells.every((cell) => isNumber(cell)));
  if (isNumeric) return [{ name: null, rows: bare.map((cells) => bareRow(cells)) }];
  const rows = records(text);
  const byCurve = Map.groupBy(rows, (row) => [row['clip'], row['curve'] ?? row['codec']].filter(Boolean).join('/'));
  return [...byCurve].map(([name, points]) => ({ name: name === '' ? null : name, rows: points }));
}

/** A Markdown table as cells between tabs, without the rule below its head. */
const withoutBars = (text: string): string =>
  text
    .split(/\r?\n/)
    .filter((line) => !/^[|\s:-]+$/.test(line))
    .map((line) =>
      line
        .trim()
        .replaceAll(/^\||\|$/g, '')
        .replaceAll('|', '\t'),
    )
    .join('\n');

const isNumber = (cell: string): boolean => /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$|^-?inf(inity)?$/i.test(cell);

function bareRow(cells: readonly string[]): Record<string, unknown> {
  if (cells.length === 2) return { rate: cells[0], metric: cells[1] };
  if (cells.length < 4)
    throw new CurveUnreadable(`a line of ${cells.length} numbers is no point: 2 are, or AWCY's columns`);
  const [, pixels, bytes, ...metrics] = cells.map(Number);
  const named = metrics.flatMap((value, index) => {
    const name = AWCY_METRICS[index];
    return name === undefined ? [] : [[name, value] as const];
  });
  return { bpp: ((bytes ?? Number.NaN) * 8) / (pixels ?? Number.NaN), ...Object.fromEntries(named) };
}

function records(text: string): Record<string, string>[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const [head = ''] = lines;
  const delimiter = [';', '\t', ','].find((each) => head.includes(each)) ?? ',';
  const [names = [], ...rows] = dsvFormat(delimiter).parseRows(lines.join('\n'));
  const wrong = rows.findIndex((row) => row.length !== names.length);
  if (wrong !== -1) {
    throw new CurveUnreadable(`row ${wrong + 1} has ${rows[wrong]?.length} cells, its head has ${names.length}`);
  }
  const records = rows.map((row) =>
    Object.fromEntries(names.map((name, index) => [name.trim(), (row[index] ?? '').trim()])),
  );
  return delimiter === ',' ? records : records.map(withPoints);
}

/** Where a comma does not separate cells it is a decimal point. */
const withPoints = (row: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(row).map(([key, cell]) => [key, cell.replace(/^([+-]?\d+),(\d+)$/, '$1.$2')]));
