import type { ArtifactStore } from '@codecsmith/artifacts';
import { experimentFacts } from '@codecsmith/experiment';
import type { Fact } from '@codecsmith/kernel';
import { logRowsAfter, queryOf, relayRepairs } from '@codecsmith/ledger';
import { IDENTICAL_ALARM } from '@codecsmith/quality';
import type { EntityManager } from 'typeorm';
import { DataSource } from 'typeorm';
import { campaignTable } from '../tables/campaign.table.ts';
import { clipTable } from '../tables/clip.table.ts';
import { experimentTable } from '../tables/experiment.table.ts';
import { measurementTable, metricColumn } from '../tables/measurement.table.ts';
import { ArtifactCheck } from './artifact-check.ts';
import { damage, type AuditPart, type AuditReport, type Finding } from './audit-report.ts';
import { ChainCheck } from './chain-check.ts';
import { MeasurementCheck } from './measurement-check.ts';
import { compareStream, type StreamToCompare } from './stream-check.ts';
import { ViewCheck } from './view-check.ts';

export interface AuditOptions {
  /** As `lab_reader`: an audit changes nothing. */
  readonly databaseUrl: string;
  /** Stream FACTS, if the bus is to be compared too: a chain alone does not show that its tail was cut. */
  readonly stream?: () => Promise<StreamToCompare>;
  /** Where the artifacts that facts name must lie, if they are to be looked for. */
  readonly artifacts?: Pick<ArtifactStore, 'sizeOf' | 'createReadStream'>;
  /** Whether to read every artifact and compute its digest again. */
  readonly bytes?: boolean;
  /** Hears how far the log has been read. */
  readonly onProgress?: (position: number) => void;
}

const BATCH = 2_000;

/**
 * Reads the whole log on one snapshot and checks hash chain, order, columns, views against a rebuild, and that the
 * artifacts it names are there. Whatever cannot be read is a finding, and the rest is checked all the same.
 */
export async function auditLog(options: AuditOptions): Promise<AuditReport> {
  const source = new DataSource({
    type: 'postgres',
    url: options.databaseUrl,
    applicationName: 'codecsmith-audit',
    entities: [experimentTable, campaignTable, clipTable, measurementTable],
    poolSize: 1,
  });
  await source.initialize();
  try {
    // Before the snapshot: what the bus has confirmed by now must be in the log that is read afterwards.
    const stream = await streamOf(options);
    return await source.transaction('REPEATABLE READ', (manager) => auditSnapshot(manager, stream, options));
  } finally {
    await source.destroy();
  }
}

/** The stream, or why it is not to be had. */
async function streamOf({ stream }: AuditOptions): Promise<StreamToCompare | Finding | undefined> {
  try {
    return await stream?.();
  } catch (error) {
    return damage('stream', null, `the bus cannot be read: ${textOf(error)}`);
  }
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A query that fails ends the transaction around it, so each part has one of its own within the snapshot. */
async function findingsOf([name, part]: AuditPart, manager: EntityManager): Promise<Finding[]> {
  try {
    return await manager.transaction(part);
  } catch (error) {
    return [damage('view', null, `${name} cannot be read: ${textOf(error)}`)];
  }
}

async function auditSnapshot(
  manager: EntityManager,
  stream: StreamToCompare | Finding | undefined,
  { artifacts, bytes, onProgress }: AuditOptions,
): Promise<AuditReport> {
  const chain = new ChainCheck();
  const views = new ViewCheck();
  const measurements = new MeasurementCheck();
  const trees = new Map<string, string>();
  const named = new ArtifactCheck();
  const findings: Finding[] = stream !== undefined && 'code' in stream ? [stream] : [];
  for (;;) {
    const rows = await logRowsAfter(queryOf(manager), chain.head.position, BATCH);
    for (const row of rows) {
      const fact = chain.next(row);
      if (fact === undefined) continue;
      named.apply(fact);
      try {
        views.apply(fact);
        measurements.apply(fact);
        noteTree(trees, fact);
      } catch (error) {
        findings.push(
          damage('view', fact.position, `position ${fact.position}: no view can show it: ${String(error)}`),
        );
      }
    }
    onProgress?.(chain.head.position);
    if (rows.length < BATCH) break;
  }
  findings.push(...chain.findings);
  const compared = stream === undefined || 'code' in stream ? null : await compareStream(queryOf(manager), stream);
  findings.push(...(compared?.findings ?? []));
  const parts: AuditPart[] = [
    ...views.parts,
    ['measurements', (inner) => measurements.findings(inner)],
    ['equal measurements', (inner) => identicalMeasurements(inner, trees)],
  ];
  for (const part of parts) findings.push(...(await findingsOf(part, manager)));
  const looked = artifacts === undefined ? undefined : await named.findings(artifacts, bytes);
  findings.push(...(looked?.findings ?? []));
  const repairs = await manager
    .transaction((inner) => relayRepairs(queryOf(inner)))
    .catch((error: unknown) => {
      findings.push(damage('stream', null, `the repairs of the bus cannot be read: ${textOf(error)}`));
      return [];
    });
  return {
    facts: chain.facts,
    head: chain.head,
    stream: compared && { messages: compared.messages, same: compared.same },
    findings,
    trimmed: looked?.trimmed ?? 0,
    repairs,
  };
}

/** Copies that differ in layout and names alone have one syntax tree. */
function noteTree(trees: Map<string, string>, { type, aggregateId, data }: Fact): void {
  if (type === 'CandidateCleared') trees.set(aggregateId, experimentFacts.CandidateCleared.parse(data).tree);
}

interface Identical {
  readonly clip: string;
  readonly bytes: string;
  readonly experiments: readonly string[];
}

/**
 * The rule of `identicalMetrics`, asked of the database: lossless runs agree by nature, and copies of one candidate by
 * right; both are left out.
 */
async function identicalMeasurements(manager: EntityManager, trees: ReadonlyMap<string, string>): Promise<Finding[]> {
  const rows = await manager.query<Identical[]>(
    `SELECT m.clip, m.bytes, array_agg(e.id) AS experiments
     FROM measurements m JOIN experiments e ON e.id = m.experiment_id
     WHERE ${metricColumn('psnr_y', 'm')} IS NOT NULL
     GROUP BY m.clip, m.bytes, ${metricColumn('psnr_y', 'm')}, ${metricColumn('ssim_y_ffmpeg', 'm')}
     HAVING count(DISTINCT e.candidate) >= $1 ORDER BY m.clip, m.bytes`,
    [IDENTICAL_ALARM],
  );
  return rows.flatMap(({ clip, bytes, experiments }): Finding[] => {
    const candidates = new Set(experiments.map((id) => trees.get(id) ?? id)).size;
    if (candidates < IDENTICAL_ALARM) return [];
    const message = `${candidates} different candidates gave the very same numbers (${bytes} bytes) on ${clip}`;
    return [{ code: 'identical_measurements', severity: 'suspicion', position: null, message }];
  });
}
