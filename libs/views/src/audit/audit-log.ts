import type { ArtifactStore } from '@codecsmith/artifacts';
import { logRowsAfter, queryOf } from '@codecsmith/ledger';
import { IDENTICAL_ALARM } from '@codecsmith/quality';
import type { EntityManager } from 'typeorm';
import { DataSource } from 'typeorm';
import { campaignTable } from '../tables/campaign.table.ts';
import { clipTable } from '../tables/clip.table.ts';
import { experimentTable } from '../tables/experiment.table.ts';
import { metricColumn } from '../tables/measurement.table.ts';
import { ArtifactCheck } from './artifact-check.ts';
import { damage, type AuditReport, type Finding } from './audit-report.ts';
import { ChainCheck } from './chain-check.ts';
import { ViewCheck } from './view-check.ts';

export interface AuditOptions {
  /** As `lab_reader`: an audit changes nothing. */
  readonly databaseUrl: string;
  /** End of the stream FACTS, if the bus is to be compared too: a chain alone does not show that its tail was cut. */
  readonly streamEnd?: () => Promise<StreamEnd | undefined>;
  /** Where the artifacts that facts name must lie, if they are to be looked for. */
  readonly artifacts?: Pick<ArtifactStore, 'sizeOf'>;
  /** Hears how far the log has been read. */
  readonly onProgress?: (position: number) => void;
}

/** Last message of the stream FACTS; its sequence is a position. */
export interface StreamEnd {
  readonly sequence: number;
  readonly hash: string | undefined;
}

const BATCH = 2_000;

/**
 * Reads the whole log on one snapshot and checks hash chain, order, columns, views against a rebuild, and that the
 * artifacts it names are there.
 */
export async function auditLog(options: AuditOptions): Promise<AuditReport> {
  const source = new DataSource({
    type: 'postgres',
    url: options.databaseUrl,
    applicationName: 'codecsmith-audit',
    entities: [experimentTable, campaignTable, clipTable],
    poolSize: 1,
  });
  await source.initialize();
  try {
    // Before the snapshot: what the bus has confirmed by now must be in the log that is read afterwards.
    const end = await options.streamEnd?.();
    return await source.transaction('REPEATABLE READ', (manager) => auditSnapshot(manager, end, options));
  } finally {
    await source.destroy();
  }
}

async function auditSnapshot(
  manager: EntityManager,
  streamEnd: StreamEnd | undefined,
  { artifacts, onProgress }: AuditOptions,
): Promise<AuditReport> {
  const chain = new ChainCheck();
  const views = new ViewCheck();
  const named = new ArtifactCheck();
  const findings: Finding[] = [];
  let hashAtStreamEnd: string | undefined;
  for (;;) {
    const rows = await logRowsAfter(queryOf(manager), chain.head.position, BATCH);
    for (const row of rows) {
      if (row.position === streamEnd?.sequence) hashAtStreamEnd = row.hash;
      const fact = chain.next(row);
      if (fact === undefined) continue;
      named.apply(fact);
      try {
        views.apply(fact);
      } catch (error) {
        findings.push(
          damage('view', fact.position, `position ${fact.position}: no view can show it: ${String(error)}`),
        );
      }
    }
    onProgress?.(chain.head.position);
    if (rows.length < BATCH) break;
  }
  findings.push(...chain.findings, ...streamFindings(streamEnd, chain.head.position, hashAtStreamEnd));
  findings.push(...(await views.findings(manager)), ...(await identicalMeasurements(manager)));
  if (artifacts !== undefined) findings.push(...(await named.findings(artifacts)));
  return { facts: chain.facts, head: chain.head, findings };
}

function streamFindings(end: StreamEnd | undefined, head: number, hashAtEnd: string | undefined): Finding[] {
  if (end === undefined || end.sequence === 0) return [];
  if (end.sequence > head) {
    return [damage('stream', null, `the bus carries ${end.sequence} facts, the log ends at ${head}: its tail was cut`)];
  }
  if (end.hash === hashAtEnd) return [];
  return [damage('stream', end.sequence, `position ${end.sequence}: the bus carries another fact than the log holds`)];
}

interface Identical {
  readonly clip: string;
  readonly bytes: string;
  readonly candidates: number;
}

/** The rule of `identicalMetrics`, asked of the database: lossless runs agree by nature and are left out. */
async function identicalMeasurements(manager: EntityManager): Promise<Finding[]> {
  const rows = await manager.query<Identical[]>(
    `SELECT m.clip, m.bytes, count(DISTINCT e.candidate)::int AS candidates
     FROM measurements m JOIN experiments e ON e.id = m.experiment_id
     WHERE ${metricColumn('psnr_y', 'm')} IS NOT NULL
     GROUP BY m.clip, m.bytes, ${metricColumn('psnr_y', 'm')}, ${metricColumn('ssim_y_ffmpeg', 'm')}
     HAVING count(DISTINCT e.candidate) >= $1 ORDER BY m.clip, m.bytes`,
    [IDENTICAL_ALARM],
  );
  return rows.map(({ clip, bytes, candidates }) => ({
    code: 'identical_measurements',
    severity: 'suspicion',
    position: null,
    message: `${candidates} different candidates gave the very same numbers (${bytes} bytes) on ${clip}`,
  }));
}
