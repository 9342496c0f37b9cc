import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = ['variant_of text', 'source jsonb', 'assumptions jsonb'];

/** Facts of release 0.1.0 say which clip one was made from, and nothing of the file. */
const FILL = `UPDATE clips SET variant_of = facts.event::jsonb #>> '{data,variantOf}'
  FROM facts WHERE facts.type = 'ClipAdded' AND facts.aggregate_id = clips.digest`;

/** What a clip was as a file, and what was assumed about it. */
export class DescribeClips1795000300000 implements MigrationInterface {
  readonly name = 'DescribeClips1795000300000';

  async up(runner: QueryRunner): Promise<void> {
    for (const column of COLUMNS) await runner.query(`ALTER TABLE clips ADD COLUMN IF NOT EXISTS ${column}`);
    await runner.query(FILL);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const column of COLUMNS) await runner.query(`ALTER TABLE clips DROP COLUMN ${column.split(' ', 1)[0]}`);
  }
}
