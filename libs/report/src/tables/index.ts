export type { Table, TableColumn, ValueType } from './table.ts';
export { tableCsv } from './table-csv.ts';
export { tableParquet } from './table-parquet.ts';
