import type { MigrationInterface, QueryRunner } from 'typeorm';
import { MEASUREMENT_STATEMENTS, READER_GRANT } from './create-views.migration.ts';

/** Gives measurements every metric in one column; the projector fills the table from the log again. */
export class MetricColumns1795000300000 implements MigrationInterface {
  readonly name = 'MetricColumns1795000300000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE measurements');
    for (const statement of [...MEASUREMENT_STATEMENTS, READER_GRANT]) await runner.query(statement);
    await runner.query(`DELETE FROM view_checkpoints WHERE view = 'measurements'`);
  }

  /** The table of the release before cannot be filled from here: that release computes it again. */
  down(): Promise<void> {
    throw new Error('run `codecsmith views rebuild` of the older release instead');
  }
}
