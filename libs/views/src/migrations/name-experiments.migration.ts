import { factsOfAggregate, queryOf } from '@codecsmith/ledger';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { experimentRowAfter } from '../projections/experiment.projection.ts';
import { upsertRows } from '../projections/upsert-rows.ts';
import { experimentTable, type ExperimentRow } from '../tables/experiment.table.ts';
import { NAME_COLUMNS, NAME_INDEXES } from './create-views.migration.ts';

const BATCH = 500;

/** Names of experiments, and what their scores compare with; filled from the log of labs that are older. */
export class NameExperiments1795000800000 implements MigrationInterface {
  readonly name = 'NameExperiments1795000800000';

  async up(runner: QueryRunner): Promise<void> {
    const known = new Set((await columnsOf(runner)).map(({ name }) => name));
    for (const column of NAME_COLUMNS) await runner.query(`ALTER TABLE experiments ADD COLUMN IF NOT EXISTS ${column}`);
    for (const statement of NAME_INDEXES) await runner.query(statement);
    if (known.has('score_key')) return;
    const rows = new Map<string, ExperimentRow>();
    for (const fact of await factsOfAggregate(queryOf(runner.manager), 'experiment')) {
      rows.set(fact.aggregateId, experimentRowAfter(rows.get(fact.aggregateId), fact));
    }
    const all = [...rows.values()];
    for (let from = 0; from < all.length; from += BATCH) {
      await upsertRows(runner.manager, experimentTable, all.slice(from, from + BATCH));
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const column of NAME_COLUMNS)
      await runner.query(`ALTER TABLE experiments DROP COLUMN ${column.split(' ', 1)[0]}`);
  }
}

const columnsOf = (runner: QueryRunner): Promise<{ name: string }[]> =>
  runner.query(`SELECT column_name AS name FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = 'experiments'`) as Promise<{ name: string }[]>;
