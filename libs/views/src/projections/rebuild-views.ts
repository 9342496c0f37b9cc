import { factsAfter, queryOf } from '@codecsmith/ledger';
import { DataSource, type EntityManager } from 'typeorm';
import { VIEW_STATEMENTS, VIEW_TABLES } from '../migrations/create-views.migration.ts';
import { coreViews } from './core-views.ts';
import { projectMeasurements } from './measurement-projector.ts';
import { campaignTable } from '../tables/campaign.table.ts';
import { clipTable } from '../tables/clip.table.ts';
import { experimentTable } from '../tables/experiment.table.ts';
import { measurementTable } from '../tables/measurement.table.ts';

const SCHEMA = 'views_rebuild';
const BATCH = 1_000;

/**
 * Computes every view again beside the live ones, then swaps. The lab goes on meanwhile; only the swap itself makes the
 * ledger wait for a moment.
 *
 * @param databaseUrl as the role that owns the tables
 * @returns the last position that the new views contain
 */
export async function rebuildViews(databaseUrl: string): Promise<number> {
  const source = new DataSource({
    type: 'postgres',
    url: databaseUrl,
    applicationName: 'codecsmith-views-rebuild',
    entities: [experimentTable, campaignTable, clipTable, measurementTable],
    poolSize: 1,
  });
  await source.initialize();
  const runner = source.createQueryRunner();
  try {
    await runner.query(`DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE`);
    await runner.query(`CREATE SCHEMA ${SCHEMA}`);
    await runner.query(`SET search_path = ${SCHEMA}, public`);
    for (const statement of VIEW_STATEMENTS) await runner.query(statement);
    const most = await project(runner.manager, 0);
    await projectAllMeasurements(runner.manager);
    await runner.startTransaction();
    await runner.query(
      `LOCK TABLE ${VIEW_TABLES.map((table) => `public.${table}`).join(', ')} IN ACCESS EXCLUSIVE MODE`,
    );
    const all = await project(runner.manager, most);
    await projectAllMeasurements(runner.manager);
    await swap(runner.manager);
    await runner.commitTransaction();
    return all;
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    throw error;
  } finally {
    await runner.query(`DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE`);
    await runner.release();
    await source.destroy();
  }
}

/** Applies the facts after a position to the views that are never behind. */
async function project(manager: EntityManager, after: number): Promise<number> {
  let position = after;
  for (;;) {
    const facts = await factsAfter(queryOf(manager), position, BATCH);
    await coreViews.project(facts, manager);
    position = facts.at(-1)?.position ?? position;
    if (facts.length < BATCH) return position;
  }
}

async function projectAllMeasurements(manager: EntityManager): Promise<void> {
  for (;;) {
    const [from, to] = await projectMeasurements(manager);
    if (from === to) return;
  }
}

async function swap(manager: EntityManager): Promise<void> {
  for (const table of VIEW_TABLES) {
    await manager.query(`DROP TABLE public.${table}`);
    await manager.query(`ALTER TABLE ${SCHEMA}.${table} SET SCHEMA public`);
  }
}
