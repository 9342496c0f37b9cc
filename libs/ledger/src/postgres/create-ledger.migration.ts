import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The log, what is remembered of commands, leases, and how far the relay has come. */
export class CreateLedger1795000000000 implements MigrationInterface {
  readonly name = 'CreateLedger1795000000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...FINALITY, ...READER]) await runner.query(statement);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('the log is never dropped by a program'));
  }
}

const TABLES = [
  `CREATE TABLE facts (
     position bigint PRIMARY KEY CHECK (position > 0),
     aggregate text NOT NULL,
     aggregate_id text NOT NULL,
     version integer NOT NULL CHECK (version > 0),
     type text NOT NULL,
     occurred_at timestamptz NOT NULL,
     causation_id text NOT NULL,
     correlation_id text NOT NULL,
     event text NOT NULL,
     hash text NOT NULL,
     CONSTRAINT facts_version UNIQUE (aggregate_id, version)
   )`,
  `COMMENT ON COLUMN facts.event IS
     'canonical JSON (RFC 8785) of the CloudEvent without its hash; hash = hex sha256(previous hash in hex || event)'`,
  `CREATE TABLE commands (
     id text PRIMARY KEY,
     aggregate text NOT NULL,
     aggregate_id text NOT NULL,
     type text NOT NULL,
     actor text NOT NULL,
     version integer NOT NULL,
     position bigint NOT NULL,
     facts jsonb NOT NULL,
     leased_attempt integer,
     accepted_at timestamptz NOT NULL DEFAULT now()
   )`,
  `CREATE TABLE lookups (
     kind text NOT NULL,
     key text NOT NULL,
     value jsonb NOT NULL,
     PRIMARY KEY (kind, key)
   )`,
  `CREATE TABLE leases (
     aggregate_id text NOT NULL,
     attempt integer NOT NULL,
     executor text NOT NULL,
     token_hash text NOT NULL,
     beat_at timestamptz NOT NULL,
     ttl_ms integer NOT NULL,
     ended_at timestamptz,
     end_reason text,
     PRIMARY KEY (aggregate_id, attempt)
   ) WITH (fillfactor = 70)`,
  `CREATE INDEX leases_living ON leases (aggregate_id) WHERE ended_at IS NULL`,
  `CREATE TABLE relay_mark (
     singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
     position bigint NOT NULL,
     hash text NOT NULL
   )`,
];

/** Grants keep an ordinary owner from changing facts; the trigger keeps even a superuser from doing it by mistake. */
const FINALITY = [
  `CREATE FUNCTION refuse_to_change_facts() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       RAISE EXCEPTION 'facts are never changed or deleted (%)', TG_OP USING ERRCODE = 'insufficient_privilege';
     END $$`,
  `CREATE TRIGGER facts_are_final BEFORE UPDATE OR DELETE OR TRUNCATE ON facts
     FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_facts()`,
  `ALTER TABLE facts ENABLE ALWAYS TRIGGER facts_are_final`,
  `REVOKE UPDATE, DELETE, TRUNCATE ON facts FROM PUBLIC, CURRENT_USER`,
];

/** Roles belong to the whole server, so the role may exist already. It gets its password when the ledger opens. */
const READER = [
  `DO $$ BEGIN
     CREATE ROLE lab_reader NOLOGIN;
   EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
   END $$`,
  `GRANT USAGE ON SCHEMA public TO lab_reader`,
  `GRANT SELECT ON facts, commands, lookups, relay_mark TO lab_reader`,
  `GRANT SELECT (aggregate_id, attempt, executor, beat_at, ttl_ms, ended_at, end_reason) ON leases TO lab_reader`,
];
