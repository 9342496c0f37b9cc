import type { Fact } from '@codecsmith/kernel';
import { factsAfter, factsOfType, queryOf } from '@codecsmith/ledger';
import { DataSource, type EntityManager } from 'typeorm';
import { METRIC_INDEXES } from '../migrations/create-views.migration.ts';
import { measurementTable, type MeasurementRow } from '../tables/measurement.table.ts';
import { measurementRowsOf, runCostsOf } from './measurement.projection.ts';

const VIEW = 'measurements';
const BATCH = 500;

/** Keeps the view of measurements behind the log, in batches; each batch and its checkpoint are one transaction. */
export class MeasurementProjector {
  private constructor(private readonly source: DataSource) {}

  /** @param url as the role that owns the tables */
  static async open(url: string): Promise<MeasurementProjector> {
    const source = new DataSource({
      type: 'postgres',
      url,
      applicationName: 'codecsmith-projector',
      entities: [measurementTable],
      poolSize: 1,
    });
    await source.initialize();
    for (const statement of METRIC_INDEXES) await source.query(statement);
    return new MeasurementProjector(source);
  }

  /** Applies every fact that is in the log by now; returns the last position. */
  async catchUp(): Promise<number> {
    for (;;) {
      const [from, to] = await this.source.transaction((manager) => projectMeasurements(manager));
      if (from === to) return to;
    }
  }

  close(): Promise<void> {
    return this.source.destroy();
  }
}

/** Applies one batch; returns the checkpoint before and after, which are equal when there was nothing to do. */
export async function projectMeasurements(manager: EntityManager): Promise<readonly [from: number, to: number]> {
  const from = await checkpoint(manager);
  const facts = await factsAfter(queryOf(manager), from, BATCH);
  const to = facts.at(-1)?.position ?? from;
  if (to === from) return [from, to];
  const rows = await rowsOf(
    facts.filter((fact) => fact.type === 'CandidateMeasured'),
    manager,
  );
  if (rows.length > 0) await manager.upsert(measurementTable, rows, ['experimentId', 'clip', 'quality']);
  await manager.query(
    `INSERT INTO view_checkpoints (view, position) VALUES ($1, $2)
     ON CONFLICT (view) DO UPDATE SET position = excluded.position`,
    [VIEW, to],
  );
  return [from, to];
}

async function checkpoint(manager: EntityManager): Promise<number> {
  const [row] = await manager.query<{ position: string }[]>(
    'SELECT position FROM view_checkpoints WHERE view = $1 FOR UPDATE',
    [VIEW],
  );
  return Number(row?.position ?? 0);
}

async function rowsOf(measured: readonly Fact[], manager: EntityManager): Promise<MeasurementRow[]> {
  if (measured.length === 0) return [];
  const ids = measured.map((fact) => fact.aggregateId);
  const executed = await factsOfType(queryOf(manager), ids, 'CandidateExecuted');
  const costs = new Map(executed.map((fact) => [fact.aggregateId, runCostsOf(fact)]));
  return measured.flatMap((fact) => measurementRowsOf(fact, costs.get(fact.aggregateId) ?? new Map()));
}
