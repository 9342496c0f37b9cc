/** Tables of a backup, each with the order of its rows. Views are not among them: they follow from the facts. */
export const BACKED_UP = {
  facts: 'position',
  commands: 'position, id',
  lookups: 'kind, key',
  leases: 'aggregate_id, attempt',
} as const;

export type BackedUpTable = keyof typeof BACKED_UP;

/** Some rows of a table, each a JSON object of its columns. */
export interface TableRows {
  readonly table: BackedUpTable;
  readonly rows: readonly string[];
}
