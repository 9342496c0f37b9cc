import type { Table, TableColumn } from '@codecsmith/report/tables';

/** What a table on a page says, cell by cell; a cell's `data-value` counts before its text. */
export interface ShownTable {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The cells of a table element; cells with boxes to tick, and columns without a head, are left out. */
export function readTable(table: HTMLTableElement): ShownTable {
  const textOf = (cell: Element) => (cell as HTMLElement).dataset['value'] ?? (cell.textContent ?? '').trim();
  const heads = [...table.querySelectorAll('thead th')].map(textOf);
  const kept = heads.flatMap((head, index) => (head === '' || head === 'Pick' ? [] : [index]));
  const rows = [...table.querySelectorAll('tbody tr')].map((row) => {
    const cells = [...row.children].map(textOf);
    return kept.map((index) => cells[index] ?? '');
  });
  return { heads: kept.map((index) => heads[index] ?? ''), rows };
}

/** A number as the pages write it: with a sign, and a unit that the whole column has. */
const NUMBER = /^([+−-]?)(\d+(?:\.\d+)?)(?: (?:%|points))?$/;
const ABSENT = ['', '–'];

/** A table for a file: a column whose filled cells are all numbers holds numbers; an absent value is null. */
export function tableOf({ heads, rows }: ShownTable): Table {
  const names = heads.map((head, index) => (heads.indexOf(head) === index ? head : `${head} ${index + 1}`));
  const columns = names.map((name, index): TableColumn => {
    const said = rows.map((row) => row[index] ?? '').filter((text) => !ABSENT.includes(text));
    return { name, type: said.length > 0 && said.every((text) => NUMBER.test(text)) ? 'number' : 'text' };
  });
  const valueOf = (text: string, { type }: TableColumn): string | number | null => {
    if (ABSENT.includes(text)) return null;
    const [, sign = '', digits = ''] = NUMBER.exec(text) ?? [];
    return type === 'text' ? text : Number(digits) * (sign === '−' || sign === '-' ? -1 : 1);
  };
  return {
    columns,
    rows: rows.map((row) =>
      Object.fromEntries(columns.map((column, index) => [column.name, valueOf(row[index] ?? '', column)])),
    ),
  };
}
