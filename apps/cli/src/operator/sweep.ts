import { FileArtifactStore, type SweepCount } from '@codecsmith/artifacts';
import { LabViews, sweepLab } from '@codecsmith/views';
import { labPaths } from '../lab/running-lab.ts';
import { bytesText } from '../output/bytes-text.ts';
import { printJson, printLine } from '../output/print.ts';
import { databaseAsReader } from './lab-servers.ts';

export interface SweepOptions {
  readonly dryRun?: true;
  readonly graceHours: number;
  readonly json?: true;
}

const HOUR_MS = 3_600_000;

/** Sweeps the artifact store as the janitor does, now. */
export async function sweep({ dryRun, graceHours, json }: SweepOptions): Promise<void> {
  const views = await LabViews.open(await databaseAsReader(), 1);
  try {
    const store = new FileArtifactStore(labPaths().artifacts);
    const report = await sweepLab({ views, store, graceMs: graceHours * HOUR_MS, dryRun: dryRun === true });
    if (json) return printJson({ dryRun: dryRun === true, ...report });
    printLine(`kept     ${textOf(report.kept)}`);
    printLine(`young    ${textOf(report.young)}, younger than ${graceHours} h`);
    printLine(`${dryRun === true ? 'would go' : 'deleted '} ${textOf(report.removed)}`);
  } finally {
    await views.close();
  }
}

const textOf = ({ artifacts, bytes }: SweepCount): string => `${artifacts} artifacts, ${bytesText(bytes)}`;
