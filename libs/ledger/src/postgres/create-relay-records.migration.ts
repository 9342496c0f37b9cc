import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the relay remembers beside its mark: how far each durable has come, and what it had to repair. */
export class CreateRelayRecords1795000700000 implements MigrationInterface {
  readonly name = 'CreateRelayRecords1795000700000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE durable_marks, relay_repairs');
  }
}

const STATEMENTS = [
  `CREATE TABLE durable_marks (
     name text PRIMARY KEY,
     acknowledged bigint NOT NULL,
     config jsonb NOT NULL
   )`,
  `COMMENT ON TABLE durable_marks IS
     'durables of stream FACTS: every message up to this sequence is acknowledged; config is what JetStream was given'`,
  `CREATE TABLE relay_repairs (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     repaired_at timestamptz NOT NULL DEFAULT now(),
     position bigint NOT NULL,
     fault text NOT NULL
   )`,
  `COMMENT ON COLUMN relay_repairs.position IS 'the last position whose fact the stream was known to hold'`,
  `GRANT SELECT ON durable_marks, relay_repairs TO lab_reader`,
];
