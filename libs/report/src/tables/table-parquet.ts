import { parquetWriteBuffer } from 'hyparquet-writer';
import type { Table, ValueType } from './table.ts';

const PARQUET = {
  text: 'STRING',
  integer: 'INT64',
  number: 'DOUBLE',
  flag: 'BOOLEAN',
  time: 'TIMESTAMP',
} as const satisfies Readonly<Record<ValueType, string>>;

type Value = Table['rows'][number][string];

/** A table as Parquet: every column may be null, so that files of different labs fit together. */
export function tableParquet({ columns, rows }: Table): Uint8Array {
  const columnData = columns.map(({ name, type }) => ({
    name,
    type: PARQUET[type],
    nullable: true,
    data: rows.map((row) => stored(type, row[name])),
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

function stored(type: ValueType, value: Value): string | number | boolean | bigint | Date | null {
  if (value === null || value === undefined) return null;
  if (type === 'integer') return BigInt(value);
  return type === 'time' ? new Date(String(value)) : value;
}
