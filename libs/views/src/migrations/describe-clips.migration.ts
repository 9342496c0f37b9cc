import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = ['variant_of text', 'source jsonb', 'assumptions jsonb'];

/** What a clip was as a file, and what was assumed about it. */
export class DescribeClips1795000300000 implements MigrationInterface {
  readonly name = 'DescribeClips1795000300000';

  async up(runner: QueryRunner): Promise<void> {
    for (const column of COLUMNS) await runner.query(`ALTER TABLE clips ADD COLUMN IF NOT EXISTS ${column}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const column of COLUMNS) await runner.query(`ALTER TABLE clips DROP COLUMN ${column.split(' ', 1)[0]}`);
  }
}
