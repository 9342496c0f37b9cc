import { FileArtifactStore } from '@codecsmith/artifacts';
import { FactReader, openBus } from '@codecsmith/bus';
import { auditLog, type AuditReport, type Finding, type StreamEnd } from '@codecsmith/views';
import { EXIT } from '../exit-code.ts';
import { labPaths } from '../lab/running-lab.ts';
import { printJson, printLine } from '../output/print.ts';
import { createProgress } from '../output/progress.ts';
import { actorAt, busAddress, databaseAsReader } from './lab-servers.ts';

/** Prints what an audit of the whole log finds. */
export async function audit({ json, bytes = false }: { json?: true; bytes?: true | false }): Promise<void> {
  const databaseUrl = await databaseAsReader();
  const progress = createProgress();
  const report = await auditLog({
    databaseUrl,
    streamEnd,
    artifacts: new FileArtifactStore(labPaths().artifacts),
    bytes,
    onProgress: (position) => progress.redraw([`read up to position ${position}`]),
  }).finally(() => progress.done());
  if (json) printJson(report);
  else printReport(report);
  process.exitCode = report.findings.some(isDamage) ? EXIT.failed : EXIT.ok;
}

async function streamEnd(): Promise<StreamEnd | undefined> {
  const address = await busAddress();
  const nc = await openBus('audit', address);
  try {
    const end = await new FactReader(nc, actorAt(address)).end();
    return end && { sequence: end.position, hash: end.hash };
  } finally {
    await nc.close();
  }
}

const isDamage = ({ severity }: Finding): boolean => severity === 'damage';

function printReport({ facts, head, findings, trimmed }: AuditReport): void {
  printLine(`${facts} facts, the last at position ${head.position} with hash ${head.hash}`);
  if (trimmed > 0) printLine(`${trimmed} reconstructions were trimmed; verify makes them again`);
  for (const { severity, message } of findings) printLine(`${severity}: ${message}`);
  if (findings.length === 0) printLine('nothing is wrong: hashes, order, columns, views, artifacts and the bus agree');
}
