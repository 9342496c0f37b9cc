import { CURVE_METRICS } from '@codecsmith/quality';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { metricColumn } from '../tables/measurement.table.ts';

/** Tables computed from facts. All of them can be dropped and computed again. */
export class CreateViews1795000100000 implements MigrationInterface {
  readonly name = 'CreateViews1795000100000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of VIEW_STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ${VIEW_TABLES.join(', ')}`);
  }
}

const MEASUREMENTS_TABLE = `CREATE TABLE measurements (
   experiment_id text NOT NULL,
   clip text NOT NULL,
   quality integer NOT NULL,
   bytes bigint NOT NULL,
   kbps double precision NOT NULL,
   bpp double precision NOT NULL,
   metrics jsonb NOT NULL,
   lossless boolean NOT NULL,
   encode_ms double precision NOT NULL,
   decode_ms double precision NOT NULL,
   position bigint NOT NULL,
   PRIMARY KEY (experiment_id, clip, quality)
 )`;

/** Columns of experiments that came after the first labs. */
export const NAME_COLUMNS: readonly string[] = [
  'name text',
  'request_name text',
  'note text',
  `tags text[] NOT NULL DEFAULT '{}'`,
  'starred boolean NOT NULL DEFAULT false',
  `clip_digests text[] NOT NULL DEFAULT '{}'`,
  `clip_frames integer[] NOT NULL DEFAULT '{}'`,
  `qualities integer[] NOT NULL DEFAULT '{}'`,
  'score_anchor text',
  'score_key text',
];

const TABLES = [
  `CREATE TABLE experiments (
     id text PRIMARY KEY,
     campaign text,
     phase text NOT NULL,
     phase_version integer NOT NULL,
     phase_since timestamptz NOT NULL,
     outcome text,
     cause_code text,
     cause_message text,
     source text NOT NULL,
     lane text NOT NULL,
     clips text[] NOT NULL,
     parents text[] NOT NULL,
     operator text,
     candidate text,
     language text,
     family text,
     attempt integer NOT NULL,
     executor text,
     score double precision,
     tier_percent double precision,
     flags text[] NOT NULL,
     requested_at timestamptz NOT NULL,
     updated_at timestamptz NOT NULL,
     concluded_at timestamptz,
     first_position bigint NOT NULL,
     last_position bigint NOT NULL,
     version integer NOT NULL,
     ${NAME_COLUMNS.join(',\n     ')}
   )`,
  `CREATE TABLE clips (
     digest text PRIMARY KEY,
     name text NOT NULL UNIQUE,
     width integer NOT NULL,
     height integer NOT NULL,
     fps_num integer NOT NULL,
     fps_den integer NOT NULL,
     frames integer NOT NULL,
     pixel_format text NOT NULL,
     matrix text,
     range text,
     source_bytes bigint NOT NULL,
     source_compressed boolean NOT NULL,
     variant_of text,
     source jsonb,
     assumptions jsonb,
     added_at timestamptz NOT NULL,
     position bigint NOT NULL
   )`,
  `CREATE TABLE view_checkpoints (view text PRIMARY KEY, position bigint NOT NULL)`,
];

/** Lists are newest first by position; each filter of the product has an index that ends in it. */
const INDEXES = [
  'CREATE INDEX experiments_newest ON experiments (first_position DESC)',
  'CREATE INDEX experiments_phase ON experiments (phase, first_position DESC)',
  'CREATE INDEX experiments_outcome ON experiments (outcome, first_position DESC)',
  'CREATE INDEX experiments_campaign ON experiments (campaign, first_position DESC)',
  `CREATE INDEX experiments_open ON experiments (phase_since) WHERE phase <> 'concluded'`,
  `CREATE INDEX experiments_oldest_open ON experiments (first_position) WHERE phase <> 'concluded'`,
];

const orderIndex = (name: string, value: string): string =>
  `CREATE INDEX IF NOT EXISTS measurements_${name} ON measurements (clip, quality, ${value}, experiment_id)`;

/** One for each metric that a list can be sorted by; a metric that is new gets its own when the projector starts. */
export const METRIC_INDEXES: readonly string[] = CURVE_METRICS.map((name) => orderIndex(name, metricColumn(name)));

/** Everything of the table of measurements. */
export const MEASUREMENT_STATEMENTS: readonly string[] = [
  MEASUREMENTS_TABLE,
  'CREATE INDEX measurements_clip ON measurements (clip, quality)',
  ...['kbps', 'encode_ms', 'decode_ms'].map((name) => orderIndex(name, name)),
  ...METRIC_INDEXES,
];

/** One for each thing of an experiment that a list can be sorted, filtered or searched by, beyond its age. */
export const LIST_ORDER_INDEXES: readonly string[] = [
  'CREATE INDEX IF NOT EXISTS experiments_score ON experiments (score, id) WHERE score IS NOT NULL',
  'CREATE INDEX IF NOT EXISTS experiments_campaign_score ON experiments (campaign, score, id) WHERE score IS NOT NULL',
  'CREATE INDEX IF NOT EXISTS experiments_cause ON experiments (cause_code, first_position DESC)',
  'CREATE INDEX IF NOT EXISTS experiments_id_prefix ON experiments (id text_pattern_ops)',
  'CREATE INDEX IF NOT EXISTS experiments_candidate_prefix ON experiments (candidate text_pattern_ops)',
];

/** What lists can be filtered by in words. */
export const NAME_INDEXES: readonly string[] = [
  'CREATE INDEX IF NOT EXISTS experiments_name ON experiments (name text_pattern_ops)',
  'CREATE INDEX IF NOT EXISTS experiments_tags ON experiments USING gin (tags)',
  'CREATE INDEX IF NOT EXISTS experiments_starred ON experiments (first_position DESC) WHERE starred',
  'CREATE INDEX IF NOT EXISTS experiments_family ON experiments (family, first_position DESC)',
  'CREATE INDEX IF NOT EXISTS experiments_score_key ON experiments (score_key, score, id) WHERE score IS NOT NULL',
];

/** The table of campaigns came after the first labs. */
export const CAMPAIGN_STATEMENTS: readonly string[] = [
  `CREATE TABLE IF NOT EXISTS campaigns (
     id text PRIMARY KEY,
     phase text NOT NULL,
     started_at timestamptz NOT NULL,
     stopped_at timestamptz,
     opened text[] NOT NULL,
     first_position bigint NOT NULL,
     last_position bigint NOT NULL,
     version integer NOT NULL
   )`,
  'CREATE INDEX IF NOT EXISTS campaigns_newest ON campaigns (first_position DESC)',
  'GRANT SELECT ON campaigns TO lab_reader',
];

export const READER_GRANT = 'GRANT SELECT ON experiments, clips, measurements, view_checkpoints TO lab_reader';

/** Every table that can be computed from facts, in the order in which they are locked. */
export const VIEW_TABLES = ['view_checkpoints', 'measurements', 'experiments', 'campaigns', 'clips'] as const;

/** Creates the tables in the first schema of the search path. */
export const VIEW_STATEMENTS: readonly string[] = [
  ...TABLES,
  ...MEASUREMENT_STATEMENTS,
  ...INDEXES,
  ...LIST_ORDER_INDEXES,
  ...NAME_INDEXES,
  ...CAMPAIGN_STATEMENTS,
  READER_GRANT,
];
