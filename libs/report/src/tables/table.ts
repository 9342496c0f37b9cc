/** What a value of a column is; a time is text as ISO 8601 has it. */
export type ValueType = 'text' | 'integer' | 'number' | 'flag' | 'time';

/** A column of a table that leaves the lab. */
export interface TableColumn {
  readonly name: string;
  readonly type: ValueType;
}

/** Rows under columns. A value that is absent is null, whatever its column. */
export interface Table {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly Readonly<Record<string, string | number | boolean | null | undefined>>[];
}
