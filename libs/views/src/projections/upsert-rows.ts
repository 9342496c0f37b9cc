import type { EntityManager, EntitySchema } from 'typeorm';

/**
 * Writes whole rows in one statement of one parameter. TypeORM's own upsert binds every value of every row: an append of
 * 8,000 requests then took the ledger 1.7 times the CPU time.
 */
export async function upsertRows<Row extends object>(
  manager: EntityManager,
  table: EntitySchema<Row>,
  rows: readonly Row[],
): Promise<void> {
  const { tableName, columns, primaryColumns } = manager.connection.getMetadata(table);
  const stored = rows.map((row) =>
    Object.fromEntries(columns.map((column) => [column.databaseName, row[column.propertyName as keyof Row]])),
  );
  const names = columns.map((column) => `"${column.databaseName}"`);
  const keys = primaryColumns.map((column) => `"${column.databaseName}"`);
  const changes = names.filter((name) => !keys.includes(name)).map((name) => `${name} = excluded.${name}`);
  await manager.query(
    `INSERT INTO ${tableName} (${names.join(', ')})
     SELECT ${names.join(', ')} FROM jsonb_populate_recordset(NULL::${tableName}, $1::jsonb)
     ON CONFLICT (${keys.join(', ')}) DO UPDATE SET ${changes.join(', ')}`,
    [JSON.stringify(stored)],
  );
}
