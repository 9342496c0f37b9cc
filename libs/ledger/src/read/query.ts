/**
 * Runs one statement: of a pool, of a transaction, of a session with another search path. Readers bring their own, so
 * that what they read belongs to the snapshot that they work on.
 */
export type Query = <Row>(sql: string, values?: unknown[]) => Promise<Row[]>;

/** The `query` of a TypeORM manager or data source. */
export const queryOf =
  (source: { query<Rows>(sql: string, values?: unknown[]): Promise<Rows> }): Query =>
  <Row>(sql: string, values?: unknown[]) =>
    source.query<Row[]>(sql, values);
