import type { MigrationInterface, QueryRunner } from 'typeorm';
import { LIST_ORDER_INDEXES } from './create-views.migration.ts';

/** Indexes for the orders of lists that came after the first labs. */
export class IndexListOrders1795000200000 implements MigrationInterface {
  readonly name = 'IndexListOrders1795000200000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of LIST_ORDER_INDEXES) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of LIST_ORDER_INDEXES) {
      await runner.query(`DROP INDEX ${/INDEX IF NOT EXISTS (\w+)/.exec(statement)?.[1] ?? ''}`);
    }
  }
}
