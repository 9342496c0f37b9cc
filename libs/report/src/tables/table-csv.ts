import { stringify } from 'csv-stringify/sync';
import type { Table } from './table.ts';

/**
 * A table as CSV (RFC 4180), numbers in full precision, absent values empty. A text that a spreadsheet would take for a
 * formula gets a leading apostrophe.
 */
export function tableCsv({ columns, rows }: Table): string {
  const names = columns.map(({ name }) => name);
  return stringify([names, ...rows.map((row) => names.map((name) => row[name] ?? null))], {
    record_delimiter: 'windows',
    escape_formulas: true,
    cast: {
      number: (value) => ({ value: String(value), escape_formulas: false }),
      boolean: (value) => String(value),
    },
  });
}
