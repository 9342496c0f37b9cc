import type { ReactNode } from 'react';
import { TableFrame } from './downloads.tsx';

export interface TableColumn<Row> {
  readonly name: string;
  readonly show: (row: Row) => ReactNode;
  /** Numbers stand to the right. */
  readonly number?: boolean;
  /** Names the row to those who cannot see it. */
  readonly heads?: boolean;
  /** The name is said, not shown. */
  readonly silent?: boolean;
  readonly className?: string;
}

interface TableProps<Row> {
  /** Said to those who cannot see it. */
  readonly label: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
}

/** A table that scrolls by itself where the page is narrow. */
export function DataTable<Row>({ label, columns, rows, keyOf }: TableProps<Row>) {
  return (
    <TableFrame label={label}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" className={classOf(column)}>
                {column.silent === true ? <span className="hidden">{column.name}</span> : column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column) =>
                column.heads === true ? (
                  <th key={column.name} scope="row" className={classOf(column)}>
                    {column.show(row)}
                  </th>
                ) : (
                  <td key={column.name} className={classOf(column)}>
                    {column.show(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

const classOf = <Row,>({ number = false, className = '' }: TableColumn<Row>): string | undefined =>
  [number ? 'number' : '', className].filter((name) => name !== '').join(' ') || undefined;
