import type { Fact } from '@codecsmith/kernel';
import type { EntityManager } from 'typeorm';
import { measurementRowsOf, runCostsOf, type RunCosts } from '../projections/measurement.projection.ts';
import { measurementTable, type MeasurementRow } from '../tables/measurement.table.ts';
import type { Finding } from './audit-report.ts';
import { compareRows } from './compare-rows.ts';

const keyOf = ({ experimentId, clip, quality }: MeasurementRow): string => `${experimentId} on ${clip} at ${quality}`;

/** Computes the rows of all measurements again, in memory, and compares those that the projector has come to. */
export class MeasurementCheck {
  private readonly costs = new Map<string, RunCosts>();
  private readonly rows = new Map<string, MeasurementRow>();

  apply(fact: Fact): void {
    if (fact.type === 'CandidateExecuted') this.costs.set(fact.aggregateId, runCostsOf(fact));
    if (fact.type !== 'CandidateMeasured') return;
    const costs = this.costs.get(fact.aggregateId) ?? new Map();
    for (const row of measurementRowsOf(fact, costs)) this.rows.set(keyOf(row), row);
    this.costs.delete(fact.aggregateId);
  }

  async findings(manager: EntityManager): Promise<Finding[]> {
    const [checkpoint] = await manager.query<{ position: string }[]>(
      `SELECT position FROM view_checkpoints WHERE view = 'measurements'`,
    );
    const shown = Number(checkpoint?.position ?? 0);
    const expected = new Map([...this.rows].filter(([, { position }]) => position <= shown));
    const stored = await manager.find(measurementTable);
    return compareRows('measurements', expected, new Map(stored.map((row) => [keyOf(row), row])));
  }
}
