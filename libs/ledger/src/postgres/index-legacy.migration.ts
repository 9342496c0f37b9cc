import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Records of the earlier system are read from the log itself; this finds them without looking through it. */
export class IndexLegacy1795000500000 implements MigrationInterface {
  readonly name = 'IndexLegacy1795000500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX facts_legacy ON facts (position) WHERE aggregate = 'legacy'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX facts_legacy');
  }
}
